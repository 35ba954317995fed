"""Rare behaviour that the contract permits: one scenario for each, in which no rule is broken."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import Any

import pytest
import remotes_reference
from permitted_ways import (
    Counts,
    FailsOnItsOwn,
    LastComeFirstServed,
    QuotesTheType,
    SlowsItselfDown,
    TakesItsTimeToFail,
    TellsMore,
    VerifiesSha256,
    WaitsOnForTheCopy,
)
from remotes_conformance.content import digest_of
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.media_types import DOCKER_SCHEMA1, OCI_CONFIG, OCI_LAYER, OCI_MANIFEST
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import (
    MILLISECOND,
    SECOND,
    Answer,
    Cancel,
    HandlerCall,
    Scenario,
)
from remotes_conformance.scenarios.stories.building import (
    SIZE,
    answered,
    blob,
    fetch,
    from_source,
    task,
)
from remotes_conformance.scenarios.stories.planting import (
    A,
    B,
    children_of,
    described,
    document,
    image_of,
    manifest_of,
    over,
    tree,
)
from remotes_conformance.scenarios.surroundings import Blob
from remotes_conformance.scenarios.trees import Visit
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from wrong.right_1_6 import Right2X, Right16
from wrong.right_trees import RightTrees


def _key(media_type: str) -> WholeCall:
    return replace(task("key"), descriptor=replace(fetch().descriptor, media_type=media_type))


def _slow(op: str, milliseconds: int, call: WholeCall, error: str = "") -> WholeCall:
    return answered(call, Answer(op, delay=milliseconds * MILLISECOND, error=error))


_WRONG = Blob(b"?" * SIZE, SIZE)
_512 = replace(fetch(1).descriptor, digest=digest_of(blob(1).content, "sha512"))
_EMBEDDED = replace(fetch(1).descriptor, data=blob(1).content)
_HEEDS = Visit(error="unavailable", waits=5 * SECOND, heeds=True)
_GIVES_UP = Cancel(at=SECOND)
_FAILS = tree(A, nodes={A: _HEEDS})
_PAIR = tree(A, nodes={A: (B,)})
_CONFIG = described(b"{}", OCI_CONFIG)
_MANIFEST, _ = manifest_of(b"x")


def _image(layer: bytes, media_type: str = OCI_LAYER, **more: Any) -> Scenario:
    """A manifest with one layer."""
    root = document(config=_CONFIG, layers=[described(layer, media_type)], **more)
    return image_of(described(root, OCI_MANIFEST), root, b"{}", layer)


_ROWS: dict[str, tuple[object, str, Scenario]] = {
    "LOCK-2: its caller gives up while it waits for another copy": (
        WaitsOnForTheCopy,
        "2017-06",
        scenario_of(
            _slow("Write", 1_000, fetch()),
            fetch(at=MILLISECOND, cancel=Cancel(at=500 * MILLISECOND)),
        ),
    ),
    "LOCK-9: a Commit that reports a lock begins no wait": (
        TakesItsTimeToFail,
        "2017-06",
        scenario_of(
            answered(fetch(), Answer("Writer", error="locked"), Answer("Commit", error="locked"))
        ),
    ),
    "LOCK-10: it waits for two calls for its ref, one after the other": (
        LastComeFirstServed,
        "2017-06",
        scenario_of(
            _slow("Fetch", 100, fetch(), "unavailable"),
            fetch(at=MILLISECOND),
            _slow("Fetch", 100, fetch(at=50 * MILLISECOND)),
            _slow("Write", 400, fetch(1)),
        ),
    ),
    "LOCK-10: each call slows itself down": (
        SlowsItselfDown,
        "2017-06",
        scenario_of(_slow("Write", 50, fetch()), fetch(1)),
    ),
    "FETCH-11: of two descriptors, one embeds its content": (
        Right2X,
        "2.x",
        scenario_of(fetch(), fetch(1, descriptor=_EMBEDDED, at=MILLISECOND)),
    ),
    "FETCH-11: wrong content is noticed for one algorithm": (
        VerifiesSha256,
        "2017-06",
        scenario_of(
            from_source(fetch(), blob=_WRONG),
            from_source(fetch(1, descriptor=_512, at=MILLISECOND), blob=_WRONG),
        ),
    ),
    "KEY-9a: another message contains the empty type": (TellsMore, "2.x", scenario_of(_key(""))),
    "KEY-9a: another message contains a letter": (TellsMore, "2.x", scenario_of(_key("a"))),
    "WALK-3: its caller gave up": (
        FailsOnItsOwn,
        "2017-06",
        Scenario((HandlerCall("chain", A, chain=(_HEEDS,), cancel=_GIVES_UP),)),
    ),
    "WALK-4c: its caller gave up": (
        FailsOnItsOwn,
        "2017-06",
        over("walk", _FAILS, cancel=_GIVES_UP),
    ),
    "WALK-5a: its caller gave up": (
        FailsOnItsOwn,
        "2017-06",
        over("dispatch", _FAILS, cancel=_GIVES_UP),
    ),
    "WALK-7: it fails because a Close did": (
        RightTrees,
        "2017-06",
        children_of(_MANIFEST, answers=(Answer("r.Close", error="unavailable"),)),
    ),
    "WALK-8a: the type is quoted": (QuotesTheType, "2017-06", children_of(b"x", "text/\n\\")),
    "WALK-9a: a byte order mark": (
        RightTrees,
        "2017-06",
        children_of(codecs.BOM_UTF8 + _MANIFEST),
    ),
    "WALK-11: a layer is empty": (remotes_reference.of_edition("1.6"), "1.6", _image(b"")),
    "WALK-11: a layer is a schema 1 manifest": (
        remotes_reference.remotes,
        "2017-06",
        _image(b"old", DOCKER_SCHEMA1),
    ),
    "WALK-11: a document is ambiguous": (
        remotes_reference.of_edition("1.6"),
        "1.6",
        _image(b"x", manifests=[described(b"y", OCI_MANIFEST)]),
    ),
    "RUN-2: a walk returns a number": (Counts, "2017-06", over("walk", _PAIR)),
    "RUN-2: a dispatch returns a mapping": (Counts, "2017-06", over("dispatch", _PAIR)),
}


@pytest.mark.parametrize("name", _ROWS)
def test_what_is_permitted_breaks_no_rule(name: str) -> None:
    """The title says which rule might be thought broken."""
    remotes, edition, scenario = _ROWS[name]
    whole = replace(scenario, edition=edition)
    bench = open_bench(remotes, edition=edition).bench
    assert bench.can_play(whole)
    with bench.at_work():
        journal = bench.play(whole)
    assert judge(whole, journal).broken == []


def test_two_names_of_one_content_are_two_ingests() -> None:
    """FETCH-14 is about one descriptor: under two refs, the source may be opened twice."""
    named = (
        replace(fetch().descriptor, annotations={"org.opencontainers.image.ref.name": name})
        for name in ("one", "two")
    )
    both = replace(scenario_of(*(fetch(descriptor=one) for one in named)), edition="1.6")
    bench = open_bench(Right16, edition="1.6").bench
    fetches = set()
    with bench.at_work():
        for scenario, journal in EverySchedule(both, bench.play, preemptions=1, limit=20):
            assert judge(scenario, journal).broken == []
            fetches.add(sum(entry.op == "Fetch" for entry in journal.entries))
    assert fetches == {1, 2}
