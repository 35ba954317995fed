"""Golden transcripts: what they are of, writing them, and testing an adapter with them."""

from __future__ import annotations

import json
from pathlib import Path

from ..doors.command.child import ChildFailed
from ..doors.command.transcripts import play_transcript, transcript
from ..doors.unusable import Unusable
from ..judging.loading import load, open_bench
from ..scenarios.scenario import MILLISECOND, Answer, Cancel, Scenario
from ..scenarios.stories.building import answered, fetch, push, task
from ..scenarios.surroundings import Holder
from ..scenarios.whole_calls import scenario_of


class BadTranscript(Exception):
    """There is no transcript that could be played; the text says what is missing."""


def scenarios() -> dict[str, Scenario]:
    """What the transcripts are of, by the names of their files."""
    digest = fetch().descriptor.digest
    for_a_while = {digest: Holder(100 * MILLISECOND)}
    for_long = {digest: Holder(10_000 * MILLISECOND)}
    return {
        "key": scenario_of(task("key")),
        "key-of-an-unknown-type": scenario_of(task("key", media_type="text/plain")),
        "fetch": scenario_of(fetch()),
        "fetch-exists": scenario_of(fetch(present=True)),
        "fetch-locked": scenario_of(fetch(), held=for_a_while),
        "fetch-cancelled-in-a-wait": scenario_of(
            fetch(cancel=Cancel(at=200 * MILLISECOND)), held=for_long
        ),
        "fetch-cancelled-beforehand": scenario_of(fetch(cancel=Cancel(at=0)), held=for_long),
        "fetch-fails": scenario_of(answered(fetch(), Answer("Fetch", error="unavailable"))),
        "fetch-fails-wrapped": scenario_of(
            answered(fetch(), Answer("Writer", error="not_found", wrap="from"))
        ),
        "push": scenario_of(push()),
        "push-exists": scenario_of(push(present=True)),
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
