"""Golden transcripts: what they are of, writing them, and testing an adapter with them."""

from __future__ import annotations

import json
from pathlib import Path

from ..doors.command.child import ChildFailed
from ..doors.command.transcripts import play_transcript, transcript
from ..doors.unusable import Unusable
from ..judging.loading import load, open_bench
from ..scenarios.scenario import MILLISECOND, Answer, Cancel, Holder, Scenario
from ..scenarios.stories.building import answered, fetch, push, task


class BadTranscript(Exception):
    """There is no transcript that could be played; the text says what is missing."""


def scenarios() -> dict[str, Scenario]:
    """What the transcripts are of, by the names of their files."""
    digest = fetch().descriptor.digest
    for_a_while = (Holder(digest, 100 * MILLISECOND),)
    for_long = (Holder(digest, 10_000 * MILLISECOND),)
    return {
        "key": Scenario((task("key"),)),
        "key-of-an-unknown-type": Scenario((task("key", media_type="text/plain"),)),
        "fetch": Scenario((fetch(),)),
        "fetch-exists": Scenario((fetch(present=True),)),
        "fetch-locked": Scenario((fetch(),), for_a_while),
        "fetch-cancelled-in-a-wait": Scenario(
            (fetch(cancel=Cancel(at=200 * MILLISECOND)),), for_long
        ),
        "fetch-cancelled-beforehand": Scenario((fetch(cancel=Cancel(at=0)),), for_long),
        "fetch-fails": Scenario((answered(fetch(), Answer("Fetch", error="unavailable")),)),
        "fetch-fails-wrapped": Scenario(
            (answered(fetch(), Answer("Writer", error="not_found", wrap="from")),)
        ),
        "push": Scenario((push(),)),
        "push-exists": Scenario((push(present=True),)),
    }


def write(folder: Path, spec: str) -> None:
    """Write all transcripts of the implementation *spec*. Equal runs give equal files."""
    loaded = open_bench(load(spec), spec=spec)
    folder.mkdir(parents=True, exist_ok=True)
    for name, scenario in scenarios().items():
        lines = transcript(name, scenario, loaded.bench.play(scenario))
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def play(command: str, path: Path, *, stdio: bool = False, patience: float = 5.0) -> bool:
    """Play one transcript to the adapter, and print how it went. True: something differs.

    Raises `BadTranscript`, and `Unusable` where the adapter gives no answer.
    """
    try:
        difference = play_transcript(command, path, stdio=stdio, patience=patience)
    except ChildFailed as failure:
        raise Unusable(f"{path.name}: {failure.why}: {failure.details}") from None
    except (OSError, ValueError) as error:
        raise BadTranscript(str(error)) from None
    print(difference or f"{path.name}: right")
    return bool(difference)
