"""Scripts for a registry that are drawn: their findings are small, and can be played again."""

from __future__ import annotations

import pytest
from clients.different import InVirtualTime
from clients.shelf import SHELF
from hypothesis import given, settings
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.plan import CLIENT_PLAN, DrawnPart
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.scenarios.clients import CLIENT_STORIES
from remotes_conformance.scenarios.clients.script import ClientScenario, Does
from remotes_conformance.scenarios.clients.strategies import scenarios
from remotes_conformance.scenarios.clients.written import scenario_of, weight_of
from remotes_conformance.verdict.results import Result


def drawn(client: object, does: Does, *, seed: int = 1, draws: int = 40) -> Result:
    """The result of the drawn part of one operation."""
    bench = ClientBench(PythonClient(client, patience=3), name="", seed=seed)
    bench.draws = draws
    part = next(p for p in CLIENT_PLAN if isinstance(p, DrawnPart) and p.scenario.does == does)
    return part.run(bench)


@pytest.mark.parametrize(
    ("name", "does", "acts"),
    [
        ("REMOTE-8 TakesAnyAnswerToPut", "push", 1),
        ("REMOTE-13 ComparesNothing", "pull", 1),
        ("REMOTE-17 AuthorizesEveryHost", "pull", 1),
        ("REMOTE-4 AppendsWhateverComes", "pull", 2),
        ("REMOTE-15 ListsTheContentType", "pull", 1),
        ("REMOTE-26 GivesTheTagToEachManifest", "push", 1),
    ],
)
def test_a_wrong_client_is_caught_by_a_small_script(name: str, does: Does, acts: int) -> None:
    """Nothing is left in it that the fault does not need; its word is short, and plays it again."""
    found = drawn(SHELF[name](), does, draws=150)
    violation = found.violations[0]
    scenario = scenario_of(violation.token)
    assert len(scenario.script) <= acts
    assert bool(scenario.access) == ("17" in name)
    assert violation.replayed == 3
    assert len(violation.token) < 300
    bench = ClientBench(PythonClient(SHELF[name](), patience=3), name="", seed=1)
    assert violation.id in {id for id, _ in bench.judged(scenario, bench.play(scenario)).broken}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("does", ["pull", "push"])
def test_a_right_client_is_accused_of_nothing(does: Does, seed: int) -> None:
    """In no script that is drawn."""
    found = drawn(InVirtualTime(), does, seed=seed)
    assert found.violations == (), found.violations[0].story
    assert found.scenarios == 40


def test_a_seed_draws_the_same() -> None:
    """And another one something else."""
    first, again, other = (drawn(InVirtualTime(), "push", seed=n).applied for n in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("does", ["pull", "push", "fetch"])
def test_every_scenario_has_a_word(does: Does) -> None:
    """Stories are named, drawn ones are written out; both are read back as they were."""

    @settings(max_examples=100, database=None, deadline=None)
    @given(scenarios(does))
    def check(scenario: ClientScenario) -> None:
        assert scenario_of(scenario.slug) == scenario
        assert weight_of(scenario.slug) > ()

    check()
    assert all(scenario_of(one.slug) is one for one in CLIENT_STORIES)


@pytest.mark.parametrize("word", ["pull.nothing", "rg1.", "rg1.eJwDAAAAAAE", "rg1.!"])
def test_another_word_is_refused(word: str) -> None:
    """With a reason, and as no other error."""
    with pytest.raises(ValueError, match=r"no scenario|cannot be read"):
        scenario_of(word)


def test_the_quick_profile_plays_stories_alone() -> None:
    """And only there nothing is drawn."""
    bench = ClientBench(PythonClient(InVirtualTime(), patience=3), name="", seed=1)
    parts = [part for part in CLIENT_PLAN if isinstance(part, DrawnPart)]
    assert [part.can_be_played(bench) for part in parts] == [False] * 3
    bench.draws = PROFILES["default"].scripts
    assert [part.can_be_played(bench) for part in parts] == [True, True, False]
    drawn = {name: PROFILES[name].scripts for name in ("quick", "default", "ci", "nightly")}
    assert [name for name, scripts in drawn.items() if not scripts] == ["quick"]
