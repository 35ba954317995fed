"""The plugin as its users meet it: options, exit statuses, reports, replay, overrides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import remotes_conformance
from plugin_runs import REFERENCE, WRONG, Run, both, refused, run, run_anew, suite, without_times
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.written import to_token

__all__ = ["run", "run_anew"]

SOME = ["-k", "locked"]


BAD_INPUT = {
    "no such module": (("--remotes", "nowhere.to:be"), "there is no module 'nowhere'"),
    "no such attribute": (("--remotes", "impatient:missing"), "impatient has no 'missing'"),
    "not of the form": (("--remotes", "impatient"), "not of the form package.module:object"),
    "raises at import": (("--remotes", "raising:remotes"), "failed with RuntimeError: at import"),
    "exits at import": (("--remotes", "exiting:remotes"), "failed with SystemExit: 3"),
    "wrong signature": (("--remotes", "signature:remotes"), "fetch_handler(ingester, fetcher)"),
    "has nothing": (("--remotes", "signature:nothing"), "has none of make_ref_key"),
    "unknown edition": (("--remotes", WRONG, "--remotes-edition", "3"), "edition '3' is not known"),
    "sections of a client": (
        ("--remotes-pull", "skopeo", "--remotes-sections", "key"),
        "--remotes-sections: a client has one section: leave it out",
    ),
    "unknown section": (("--remotes", WRONG, "--remotes-sections", "cat"), "choose from key"),
    "bad seed": (("--remotes", WRONG, "--remotes-seed", "x"), "a whole number"),
    "damaged token": (("--remotes", WRONG, "--remotes-replay", "rc2.xx"), "token is damaged"),
    "unknown field": (("--remotes", WRONG, "--remotes-replay", '{"a":1}'), "unknown field 'a'"),
    "no folder": (("--remotes", WRONG, "--remotes-report", "no/where"), "there is no folder"),
    "no such command": (("--remotes-command", "no-such-adapter"), "no-such-adapter"),
    "an empty command": (("--remotes-command", ""), "--remotes-command: the command is empty"),
    "a blank command": (("--remotes-command", "  "), "--remotes-command: the command is empty"),
    "half a quote": (("--remotes-command", "sh -c 'x"), "its quotes do not match: No closing"),
    "a mute command": (("--remotes-command", "true"), "does not answer “describe”"),
}


@pytest.fixture
def bad_modules(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Modules that cannot be judged."""
    pytester.makepyfile(raising="raise RuntimeError('at import')", exiting="raise SystemExit(3)")
    pytester.makepyfile(
        signature="class R:\n    def fetch_handler(self, ingester): ...\n"
        "remotes = R()\nnothing = 3\n"
    )
    monkeypatch.syspath_prepend(pytester.path)


@pytest.mark.usefixtures("bad_modules")
@pytest.mark.parametrize("case", BAD_INPUT)
def test_bad_input_is_one_clear_error(pytester: pytest.Pytester, case: str) -> None:
    """The text names the mistake, or the remedy."""
    arguments, reason = BAD_INPUT[case]
    assert reason in refused(pytester, *suite(*arguments))


@pytest.mark.usefixtures("bad_modules")
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "nothing to judge: give --remotes"),
        BAD_INPUT["raises at import"],
        BAD_INPUT["unknown section"],
        BAD_INPUT["a mute command"],
    ],
    ids=["nothing to judge", "raises at import", "unknown section", "a mute command"],
)
def test_an_implementation_that_cannot_be_judged_is_a_usage_error(
    run: Any, arguments: tuple[str, ...], reason: str
) -> None:
    """Status 4, not 1, and no traceback."""
    result = run(*suite(*arguments))
    assert result.ret == pytest.ExitCode.USAGE_ERROR, both(result)
    assert reason in both(result)
    assert "Traceback" not in both(result)


def test_the_reference_is_conformant(run: Any, pytester: pytest.Pytester) -> None:
    """Status 0, every section named, and a report that keeps its schema."""
    result = run(*suite("--remotes", REFERENCE, "--remotes-report", "verdict.json"))
    assert result.ret == 0, both(result)
    result.stdout.fnmatch_lines(
        ["*remotes conformance*", "*key *MUST * passed*", "conformant: yes"]
    )
    report = json.loads(Path(pytester.path, "verdict.json").read_text())
    schema = Path(remotes_conformance.__file__).with_name("verdict") / "report.schema.json"
    jsonschema.validate(report, json.loads(schema.read_text()))
    assert (report["outcome"], report["exit_status"]) == ("yes", 0)
    outcomes = {r["id"]: r["outcome"] for r in report["requirements"]}
    # Only an asyncio task can be cancelled.
    unsupported = {id for id, outcome in outcomes.items() if outcome == "unsupported"}
    assert unsupported == {"FETCH-10a", "PUSH-7b"}
    assert {outcomes[id] for id in outcomes.keys() - unsupported} == {"pass"}


def test_a_wrong_implementation_is_reported_with_its_story(
    run: Any, pytester: pytest.Pytester
) -> None:
    """Status 1; rule, expected, observed, story and replay line; no traceback through us."""
    arguments = ("--remotes-sections", "lock", "--remotes-seed", "1", "--remotes-report", "r.json")
    result = run(*suite("--remotes", WRONG, *arguments, of=["test_lock"]))
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "broken    rule, level, number of tests, expected │ observed",
            "  LOCK-3 *MUST *× *waits, then tries again │ the error *layer-*",
            "LOCK-3 MUST: *",
            "  expected  *: the handler waits, then tries again",
            "  observed  the error *locked*",
            "  story     a ref is locked for *",
            "*0 ms  t0  Writer(layer-sha256:*) → error e1: locked",
            "  replay    pytest --pyargs remotes_suite --remotes impatient:remotes * rc2.*",
            "conformant: no (broken: *LOCK-3*",
            "  *push_handler)",
        ]
    )
    assert "Traceback" not in both(result)
    report = json.loads(Path(pytester.path, "r.json").read_text())
    token = next(v["token"] for v in report["violations"] if v["id"] == "LOCK-3")
    again = run(*suite("--remotes", WRONG, "--remotes-replay", token, of=["test_replay"]))
    assert again.ret == 1
    again.stdout.fnmatch_lines(["*the replayed scenario*", "*e5: locked*", "broken: *LOCK-3*"])
    healthy = run(*suite("--remotes", REFERENCE, "--remotes-replay", token, of=["test_replay"]))
    assert healthy.ret == 0
    healthy.stdout.fnmatch_lines(
        ["*the replayed scenario*", "*returns success*", "every rule that*"]
    )


def test_a_replay_from_a_file(run: Any, pytester: pytest.Pytester) -> None:
    """A token may stand in a file."""
    Path(pytester.path, "token.txt").write_text(to_token(STORIES[0].scenario) + "\n")
    named = ("--remotes", REFERENCE, "--remotes-replay", "token.txt")
    result = run(*suite(*named, of=["test_replay"]))
    assert result.ret == 0, both(result)


def test_the_fixture_can_be_overridden(run: Any, pytester: pytest.Pytester) -> None:
    """In one's own conftest.py, without any option."""
    pytester.makeconftest(
        "import pytest\n@pytest.fixture(scope='session')\ndef remotes():\n"
        "    from remotes_reference import remotes\n    return remotes\n"
    )
    result = run(*suite("--rootdir", ".", "-c", "/dev/null", *SOME))
    assert result.ret == 0, both(result)
    result.stdout.fnmatch_lines(
        [
            "*in process, synchronous*",
            "conformant: in the part that was run (only a part of the suite was run)",
        ]
    )


def test_the_verdict_is_the_same_in_two_processes(run: Any, pytester: pytest.Pytester) -> None:
    """`-n 2` gives the report that one process gives, to the letter."""
    reports = []
    for number, extra in enumerate(([], ["-n", "2"])):
        name = f"{number}.json"
        result = run(
            *suite(
                "--remotes",
                WRONG,
                "--remotes-sections",
                "key,lock",
                "--remotes-seed",
                "3",
                "--remotes-report",
                name,
                *extra,
                of=["test_key", "test_lock"],
            )
        )
        assert result.ret == 1, both(result)
        reports.append(json.loads(Path(pytester.path, name).read_text()))
    assert without_times(reports[0]) == without_times(reports[1])


def test_a_part_can_be_claimed(run: Any, pytester: pytest.Pytester) -> None:
    """Only ref keys: status 0, and the conclusion names the part."""
    pytester.makepyfile(
        keys="from remotes_reference import make_ref_key\n"
        "class Keys:\n    make_ref_key = staticmethod(make_ref_key)\nremotes = Keys()\n"
    )
    claimed = run(*suite("--remotes", "keys:remotes", "--remotes-sections", "key", of=["test_key"]))
    assert claimed.ret == 0, both(claimed)
    claimed.stdout.fnmatch_lines(["conformant: in what is claimed (key)*not asked for*"])
    unclaimed = run(*suite("--remotes", "keys:remotes"))
    assert unclaimed.ret == 6
    unclaimed.stdout.fnmatch_lines(["conformant: undetermined (*not offered: fetch_handler,*"])


def test_a_hang_blocks_the_rest_and_is_reported(run: Any, pytester: pytest.Pytester) -> None:
    """Three times the patience, then no more is played."""
    pytester.makepyfile(
        hanging="class R:\n    def fetch_handler(self, ingester, fetcher):\n"
        "        def handle(ctx, descriptor):\n            while True: pass\n"
        "        return handle\nremotes = R()\n"
    )
    result = run(*suite("--remotes", "hanging:remotes", "--remotes-patience", "0.5"))
    assert result.ret == 1
    result.stdout.fnmatch_lines(["RUN-1 MUST*", "*hang: t0 does not return from hanging.py:4*"])
    result.stdout.fnmatch_lines(
        [
            "  copy * blocked; *",
            "conformant: no (*blocked (three scenarios before this one*",
        ]
    )


def test_an_installed_but_unused_plugin_changes_nothing(
    run_anew: Run, pytester: pytest.Pytester
) -> None:
    """No header, no section, no Hypothesis."""
    pytester.makepyfile(
        test_other="import sys\ndef test_other():\n"
        "    assert 'remotes_conformance.judging.plan' not in sys.modules\n"
    )
    result = run_anew()
    assert result.ret == 0
    assert "remotes:" not in both(result)
    assert "remotes conformance" not in both(result)
