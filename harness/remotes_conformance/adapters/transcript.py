"""Golden transcripts: what they are of, writing them, and testing an adapter with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..doors.command.child import ChildFailed
from ..doors.command.stores import transcripts as stores
from ..doors.command.transcripts import play_transcript, transcript
from ..doors.stores.factory import makes_stores
from ..doors.unusable import Unusable
from ..judging.loading import load, open_bench
from ..judging.stores.bench import open_store
from ..media_types import OCI_LAYER, OCI_MANIFEST
from ..scenarios.scenario import MILLISECOND, SECOND, Answer, Cancel, HandlerCall, Scenario
from ..scenarios.stores import STORE_STORIES
from ..scenarios.stories.building import answered, fetch, push, task
from ..scenarios.stories.planting import A, B, C, D, E, children_of, manifest_of, node, over, tree
from ..scenarios.surroundings import Holder
from ..scenarios.trees import Visit
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
        **_of_trees(),
    }


def _of_trees() -> dict[str, Scenario]:
    """Of functions over trees: those that make one call at a time."""
    manifest = node("manifest", OCI_MANIFEST)
    stopped = (Visit((A,)), Visit((B,), "stop"), Visit((C,)))
    failing = (Visit((A,)), Visit((), "unavailable", "from"), Visit((C,)))
    planted = tree(A, B, nodes={A: [C, D], B: Visit((E,), waits=SECOND), C: Visit(error="skip")})
    document = manifest_of(b"a layer", b"another layer")[0]
    return {
        "chain": Scenario((HandlerCall("chain", manifest, chain=stopped),)),
        "chain-fails": Scenario((HandlerCall("chain", manifest, chain=failing),)),
        "walk": over("walk", planted),
        "children": children_of(document),
        "children-of-a-layer": children_of(b"no document", OCI_LAYER),
        "children-not-found": children_of(document, answers=(Answer("Reader", error="not_found"),)),
    }


OF_STORES = {
    "ingest": "an ingest is written, and read back",
    "locked": "a ref has one writer at a time",
    "present": "content that is there is not ingested again",
    "resume": "an ingest is resumed",
    "failed-commit": "a Commit fails: it has another digest",
    "abort": "an ingest is aborted",
    "unknown": "unknown content is not found",
    "walk": "all content is listed once",
}
"""The stories of which there are transcripts of stores, by the names of their files."""


def _written(spec: str) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """Names and lines of the transcripts of the implementation, or of the factory of stores."""
    if makes_stores(load(spec)):
        told = {one.name: one.scenario for one in STORE_STORIES}
        bench = open_store(spec).bench
        for name, story in OF_STORES.items():
            yield name, stores.transcript(name, bench.play(told[story]))
        bench.door.close()
        return
    loaded = open_bench(load(spec), spec=spec)
    for name, scenario in scenarios().items():
        yield name, transcript(name, scenario, loaded.bench.play(scenario))


def write_transcripts(folder: Path, spec: str) -> None:
    """Write all transcripts of the implementation *spec*, or of the factory of stores that it
    names. Equal runs give equal files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in _written(spec):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def matches(command: str, path: Path, *, stdio: bool = False, patience: float = 5.0) -> bool:
    """Play one transcript to the adapter, print how it went, and return whether nothing differs.

    Raises `BadTranscript`, and `Unusable` where the adapter gives no answer.
    """
    played = stores.play_transcript if _is_of_a_store(path) else play_transcript
    try:
        difference = played(command, path, stdio=stdio, patience=patience)
    except ChildFailed as failure:
        raise Unusable(f"{path.name}: {failure.why}: {failure.details}") from None
    except (OSError, ValueError) as error:
        raise BadTranscript(f"{path.name}: {error}") from None
    print(difference or f"{path.name}: right")
    return not difference


def _is_of_a_store(path: Path) -> bool:
    try:
        first = path.read_text(encoding="utf-8").splitlines()[:1]
        return stores.is_of_a_store([json.loads(line) for line in first])
    except OSError as error:
        raise BadTranscript(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise BadTranscript(f"{path} is no transcript: its first line: {error}") from None
