"""With a command, profile `quick` plays the most revealing scenarios; waiting ones, in parallel."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest
from clients.shelf import SHELF
from little import LITTLE
from remotes_conformance.doors.clients.ahead import Ahead
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import check_client, open_client
from remotes_conformance.judging.clients.known import Known
from remotes_conformance.judging.clients.plan import CLIENT_PLAN, set_extent
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.scenarios.clients import BY_SLUG, CLIENT_STORIES, ORDINARY, TELLING
from remotes_conformance.scenarios.clients.image import image
from remotes_conformance.scenarios.clients.script import ClientScenario
from remotes_conformance.world.registry.journal import ClientJournal, Ended

PROGRAM = Path(__file__).with_name("clients") / "program.py"
WAITS = [one for one in CLIENT_STORIES if one.waits]


def command(does: str, place: str) -> str:
    words = f"{{registry}} {{name}} {{tag}} {{digest}} {{user}} {{password}} {place}"
    return f"{sys.executable} {PROGRAM} {does} {words}"


def test_the_most_revealing_scenarios_come_first() -> None:
    """After the ordinary ones; each slug of the list is one of a scenario."""
    assert set(BY_SLUG) > TELLING
    others = CLIENT_STORIES[len(ORDINARY) :]
    ranks = [one.slug not in TELLING for one in others]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(("profile", "least", "most"), [("quick", 20, 52), ("default", 70, 1000)])
def test_the_profile_decides_how_many_processes_are_started(
    profile: str, least: int, most: int
) -> None:
    commands = {"pull": command("pull", "{out}"), "push": command("push", "{in}")}
    bench = open_client(None, commands, patience=5, seed=1)  # type: ignore[arg-type]
    set_extent(bench, PROFILES[profile])
    played = [one for one in CLIENT_PLAN if one.can_be_played(bench)]
    assert least <= len(played) <= most


def test_a_client_in_this_process_and_one_with_a_ledger_are_not_cut_short() -> None:
    """The one costs little; of the other, every entry has to be played."""
    bench = open_client(None, {"pull": command("pull", "{out}")}, patience=5, seed=1)
    bench.known = Known([], today=None)  # type: ignore[arg-type]
    set_extent(bench, PROFILES["quick"])
    assert not bench.is_brief
    bench = open_client(SHELF["REMOTE-13 ComparesNothing"](), {}, patience=5, seed=1)
    set_extent(bench, PROFILES["quick"])
    assert not bench.is_brief


def test_a_profile_of_your_own_plays_as_many_as_it_asks_for() -> None:
    """Without scripts, as much as `quick`: all stories of a client in this process."""
    quick, little = (
        check_client(SHELF["REMOTE-13 ComparesNothing"](), profile=name, seed=1)
        for name in ("quick", LITTLE)
    )
    assert little.scenarios == quick.scenarios
    assert set(little.violations) == set(quick.violations)
    with pytest.raises(ValueError, match="profile 'none': choose from quick, default, ci, nightly"):
        check_client(SHELF["REMOTE-13 ComparesNothing"](), profile="none")


def test_a_right_program_is_judged_in_profile_quick() -> None:
    """Nothing is broken, and few rules are left unproven that all scenarios prove."""
    verdict = check_client(pull=command("pull", "{out}"), profile="quick", seed=1)
    assert verdict.violations == {}, str(verdict)
    assert 20 <= verdict.scenarios <= 52
    unproven = {one.id for one in verdict.requirements if one.outcome == "unproven"}
    assert unproven <= {"REMOTE-12", "REMOTE-12a"}


BY_COMMAND = sorted(
    name
    for name, cls in SHELF.items()
    if not name.startswith(("REMOTE-2a", "REMOTE-3a", "REMOTE-4a", "REMOTE-9", "REMOTE-12"))
    and not name.startswith(("REMOTE-14", "REMOTE-27", "REMOTE-31", "REMOTE-32"))
    and not name.endswith(("SendsTheIndexFirst", "GivesTheTagToEachManifest"))
    and not name.endswith(("AsksForEver", "SendsSmallManifests", "RepeatsARefusedChunk"))
    and not name.endswith(("KnowsOneChallengeOfALine", "GivesTheTagToAnOnlyManifest"))
    and not name.endswith(("SendsEveryManifestAsOneOfOci", "GoesOnAtTheLastByte", "MovesNoTag"))
    and not hasattr(cls, "fetcher")
)
"""Wrong clients whose fault a command line shows, too; those of the last lines are as rare as
costly to look for."""


@pytest.mark.parametrize("name", BY_COMMAND)
def test_a_wrong_client_is_caught_by_the_revealing_scenarios(name: str) -> None:
    bench = ClientBench(PythonClient(SHELF[name](), patience=1.5), name=name, seed=1)
    id = name.partition(" ")[0]
    revealing = [one for one in CLIENT_STORIES if one.slug in TELLING and not one.waits]
    revealing.sort(key=lambda one: id not in (one.asks, *(act.asks for act in one.script)))
    for scenario in filter(bench.can_play, revealing):
        if id in {broken for broken, _ in bench.judged(scenario, bench.play(scenario)).broken}:
            return
    pytest.fail(f"{id} was not found to be broken")


# -- side by side ----------------------------------------------------------------------------------


class Plays:
    """Takes its time for each scenario, and counts."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.played: list[str] = []
        self.at_once = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, scenario: ClientScenario, seed: str) -> ClientJournal:
        with self.lock:
            self.played.append(scenario.slug)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(self.seconds)
        with self.lock:
            self.at_once -= 1
        if scenario is WAITS[1]:
            raise OSError("no more processes")
        return ClientJournal((), Ended("done", f"{scenario.slug} {seed}"), image(seed))


def test_nothing_is_begun_before_the_first_that_waits() -> None:
    plays = Plays()
    ahead = Ahead(plays)
    ahead.announce([ORDINARY["pull"], *WAITS[:4]])
    ahead.play(ORDINARY["pull"], "1")
    assert plays.played == [ORDINARY["pull"].slug]


def test_scenarios_that_wait_are_played_side_by_side_and_handed_out_in_order() -> None:
    """Each once; a second play of one is a new one, and an error comes where it belongs."""
    plays = Plays(0.2)
    ahead = Ahead(plays)
    chosen = [one for one in WAITS[:9] if one is not WAITS[1]]
    ahead.announce([*chosen, WAITS[1]])
    texts = [ahead.play(one, "7").ended.text for one in chosen]
    assert texts == [f"{one.slug} 7" for one in chosen]
    with pytest.raises(OSError, match="no more processes"):
        ahead.play(WAITS[1], "7")
    assert sorted(plays.played) == sorted(one.slug for one in WAITS[:9])
    assert 1 < plays.most <= 4
    ahead.play(chosen[0], "7")
    assert plays.played[-1] == chosen[0].slug
    assert len(plays.played) == 10
