"""Much-broken implementations: each fault is reported under its own rule, whatever the seed."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from directed import directed
from impatient import Impatient
from remotes_conformance.contract import SECTIONS
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.hunting import PROFILES, hunt
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.scenarios.scenario import Cancel
from remotes_conformance.scenarios.stories.building import fetch, push, story, with_size
from remotes_conformance.scenarios.strategies import families
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.verdict.violations import FOLLOWS_FROM
from wrong.copy.commit import RefusesSizeZero
from wrong.copy.faults import RaisesItsOwnWriteError, TakesExistsAtTheCommitForAnError
from wrong.copy.moving import IgnoresShortWrites, SharesTheTailBuffer
from wrong.copy.resume import ForgetsToSeek
from wrong.copy.start_over import RefusesToStartOver
from wrong.fetch.asking import TakesExistsForAnError
from wrong.fetch.choosing import LooksAtTheContextFirst, RefusesForeignLayers
from wrong.fetch.closing import LetsTheCloseErrorOut, PrefersTheCloseError
from wrong.fetch.since_1_6 import RefusesSize0Unasked
from wrong.key.kinds import TakesConfigsForLayers, TakesIndexesForManifests
from wrong.lock.asking import GivesUpAfterFiveRefusals, LetsThreeInAtATime, TakesLockedForFinal
from wrong.lock.giving_up import RaisesACancellationError
from wrong.lock.waits import AlwaysWaits16
from wrong.push.asking import TakesARemotesExistsForAnError
from wrong.push.closing import FailsAPushThatDoesNotClose
from wrong.push.since_1_6 import PushesNothingOfSize0
from wrong.right import Right
from wrong.right_1_6 import Right16

FEW = replace(PROFILES["quick"], examples=10)
KNOWN = {one.id for section in SECTIONS.values() for one in section}  # need not be made small
SEEDS = int(os.environ.get("REMOTES_SEEDS", "1"))
"""How many seeds to try for each implementation; ten take some minutes."""


def _both(*kinds: type[Right]) -> type[Right]:
    """Everything that is wrong with each of *kinds*."""
    return type("And".join(kind.__name__ for kind in kinds), kinds, {})


BROKEN: dict[type[object], str] = {
    Impatient: "COPY-3 COPY-5 COPY-6 COPY-11 COPY-11a COPY-14 COPY-15 COPY-22 FETCH-9 FETCH-10 "
    "FETCH-10b KEY-9 LOCK-3",
    TakesExistsAtTheCommitForAnError: "COPY-14",
    LetsTheCloseErrorOut: "FETCH-10 PUSH-7",
    SharesTheTailBuffer: "COPY-20",
    TakesIndexesForManifests: "KEY-2",
    LetsThreeInAtATime: "LOCK-10",
    _both(
        GivesUpAfterFiveRefusals,
        TakesExistsAtTheCommitForAnError,
        LetsTheCloseErrorOut,
    ): "COPY-14 FETCH-10 LOCK-3 PUSH-7",
    _both(TakesLockedForFinal, TakesExistsForAnError): "FETCH-4 LOCK-1",
    _both(
        AlwaysWaits16,
        RaisesACancellationError,
        RefusesToStartOver,
    ): "COPY-6 LOCK-2 LOCK-6",
    _both(
        LooksAtTheContextFirst,
        ForgetsToSeek,
        IgnoresShortWrites,
    ): "COPY-3 COPY-11 COPY-11a COPY-22 FETCH-12",
    _both(
        TakesARemotesExistsForAnError,
        FailsAPushThatDoesNotClose,
        RefusesSizeZero,
    ): "COPY-17 FETCH-10 PUSH-2 PUSH-7",
    _both(
        TakesConfigsForLayers,
        RefusesForeignLayers,
        RaisesItsOwnWriteError,
        PrefersTheCloseError,
    ): "COPY-12 FETCH-2 FETCH-10 FETCH-10b KEY-4 PUSH-7 PUSH-7c",
}


def _drawn(bench: Bench, seed: int) -> Tally:
    tally = Tally()
    for family in families():
        if family.kinds <= bench.kinds:
            tally.add(hunt(bench, family, FEW, start=seed, known_rules=lambda: KNOWN))
    return tally


def _causes(tally: Tally, known: frozenset[str] = frozenset()) -> set[str]:
    """The rules that are broken by themselves: none that follows from another, or a *known* one."""
    alone = {id for id, found in tally.breaches.items() if not found.broken.follows}
    return {id for id in alone if not (alone | known) & set(FOLLOWS_FROM.get(id, ()))}


def test_a_ref_name_may_make_a_key_that_of_other_content() -> None:
    """With the name `v` before a digest, or with `v@` in it: both keys are right, and equal."""
    layer = fetch().descriptor
    named = replace(layer, annotations={"org.opencontainers.image.ref.name": "v"})
    other = replace(layer, digest=f"v@{layer.digest}")
    alike = story("two keys that look alike", WholeCall("key", named), WholeCall("key", other))
    scenario = replace(alike.scenario, edition="1.6")
    bench, tally = open_bench(Right16(), edition="1.6").bench, Tally()
    entries = bench.examine(scenario, tally).entries
    keys = {entry.result["outcome"].key for entry in entries if entry.op == "return"}
    assert (len(keys), tally.breaches) == (1, {})


@pytest.mark.parametrize(
    ("kind", "call", "rule", "cause"),
    [
        (RefusesSize0Unasked, fetch(media_type="application/json"), "FETCH-3", "FETCH-2"),
        (RefusesSize0Unasked, fetch(cancel=Cancel(at=0)), "FETCH-3", "FETCH-12"),
        (PushesNothingOfSize0, push(media_type=DOCKER_SCHEMA1), "PUSH-5a", "PUSH-6"),
    ],
)
def test_a_refused_size_of_0_is_no_refused_media_type(
    kind: type[Right16], call: WholeCall, rule: str, cause: str
) -> None:
    """Nor is it one of a context. It is a consequence only if that rule is broken as well."""
    scenario = replace(scenario_of(with_size(call, 0)), edition="1.6")
    bench, tally = open_bench(kind(), edition="1.6").bench, Tally()
    bench.examine(scenario, tally)
    assert {id: breach.broken.follows for id, breach in tally.breaches.items()} == {rule: cause}


@pytest.mark.parametrize(
    ("place", "kind"), [*enumerate(BROKEN)], ids=[kind.__name__ for kind in BROKEN]
)
def test_the_same_rules_are_broken_with_every_seed(place: int, kind: type[object]) -> None:
    """The directed stories find them all; drawn scenarios find the same faults, and no other.

    No two implementations are tried with one seed.
    """
    bench = open_bench(kind()).bench
    rules = sorted(BROKEN[kind].split())
    with bench.at_work():
        assert sorted(_causes(directed(bench))) == rules
        for seed in range(place, SEEDS * len(BROKEN), len(BROKEN)):
            found = _causes(_drawn(bench, seed), frozenset(rules))
            assert not found - set(rules), f"seed {seed}"
