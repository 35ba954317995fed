"""Parts that are not offered or that plugs cannot exercise: a note with the remedy, no failure."""

from __future__ import annotations

import remotes_reference
from remotes_conformance.contract import SECTIONS, requirements
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.plugs.scene import Plugs
from remotes_conformance.scenarios.stories.building import fetch
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result, Violation
from remotes_conformance.verdict.verdict import Verdict

PULL_ONLY = ("fetch", "key")
PULLED = tuple(name for name in SECTIONS if name != "push")


def _verdict(
    *without: str,
    offers: tuple[str, ...] = PULL_ONLY,
    sections: tuple[str, ...] = PULLED,
    lacks: tuple[str, ...] = (),
    violations: tuple[Violation, ...] = (),
) -> Verdict:
    about = About(
        "it", "1", "a door", "2017-06", "quick", 1, offers=offers, sections=sections, lacks=lacks
    )
    applied = {one.id: 1 for one in requirements("2017-06") if one.id not in without}
    return Verdict.of(Findings(about, [Result("1.0 all", 1, applied, violations=violations)]))


def test_the_sections_to_claim_are_printed_for_a_pull_only_implementation() -> None:
    """In a note of every report; claimed so, it conforms, and the note is gone."""
    whole = _verdict(sections=tuple(SECTIONS))
    assert (whole.outcome, whole.exit_status) == ("undetermined", 6)
    (hint,) = whole.notes
    assert hint.startswith("not offered: push_handler. To judge only what is offered, claim")
    assert hint.endswith("--remotes-sections key,lock,fetch,copy")
    claimed = _verdict()
    assert (claimed.outcome, claimed.notes) == ("in what is claimed", ())


def test_rules_that_a_plug_cannot_exercise_are_unsupported() -> None:
    """For example short writes, which only the model of a writer has: the verdict may be yes."""
    lacking = _verdict("COPY-11", "COPY-4")
    assert lacking.outcome == "undetermined"
    plugged = _verdict("COPY-11", "COPY-4", lacks=("plugged_writers", "plugged_readers"))
    assert plugged.outcome == "in what is claimed"
    assert plugged.requirement("COPY-11").outcome == "unsupported"
    assert any("unsupported with this plug: COPY-4, COPY-11" in note for note in plugged.notes)
    assert plugged.requirement("COPY-11a").outcome == "pass"  # over a model, in a push


def test_a_rule_that_is_broken_over_a_plug_is_broken() -> None:
    """Though plugs leave parts out."""
    token = to_token(scenario_of(fetch()))
    broken = Violation("COPY-11", "MUST", "expected", "observed", (), token, 3, "a story")
    verdict = _verdict("COPY-11", lacks=("plugged_writers",), violations=(broken,))
    assert (verdict.outcome, verdict.requirement("COPY-11").outcome) == ("no", "fail")


def test_a_bench_knows_what_is_plugged() -> None:
    """And so does every report of it."""
    bench = open_bench(remotes_reference.remotes, plugs=Plugs(ingester=print))
    assert bench.bench.lacks == {"plugged_writers"}
    assert open_bench(remotes_reference.remotes).bench.lacks == set()
