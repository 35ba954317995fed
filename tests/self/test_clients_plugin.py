"""Clients of a registry under pytest: options, the report, replay, the ledger."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import validate
from plugin_runs import Run, both, refused, run, suite
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.clients.checking import open_client
from remotes_conformance.scenarios.clients.script import Does

__all__ = ["run"]

CARELESS = "clients.wrong_writing:TakesAnyAnswerToPut"
SOME = ("-k", "unusual or 304 or 399 or (changed and layer)")


def clients(*arguments: str) -> tuple[str, ...]:
    """The arguments that run the tests of clients alone."""
    return ("-q", "--pyargs", "remotes_suite.test_remote", *arguments)


def of(client: str, *arguments: str) -> tuple[str, ...]:
    """The arguments that judge a Python client."""
    return clients("--remotes-client", client, "--remotes-seed", "1", *arguments)


def test_over_tls_the_replay_line_has_the_option(run: Run) -> None:
    """The client of the shelf speaks plain HTTP: its ordinary push fails, and is reported."""
    result = run(*of(CARELESS, *SOME, "--remotes-tls"))
    assert result.ret == 6
    assert "an ordinary push does not succeed" in both(result)
    result = run("-q", "--remotes-tls", "--remotes", "remotes_reference:remotes")
    assert "--remotes-tls: it is for clients of a registry" in both(result)


def test_a_broken_rule_is_reported_with_its_story(run: Run, tmp_path: Path) -> None:
    """In the terminal, as JSON that its schema describes, and as a page."""
    report, page = tmp_path / "r.json", tmp_path / "r.html"
    result = run(*of(CARELESS, *SOME, "--remotes-report", str(report), "--remotes-html", str(page)))
    assert result.ret == 1
    text = both(result)
    assert "REMOTE-8 MUST: A push MUST NOT succeed unless" in text
    assert "success, and the registry does not have: manifest" in text
    assert "PUT /v2/library/thing/manifests/v1" in text
    assert "make_ref_key" not in text, "no function of handlers is missed"
    assert (
        f"--remotes-client {CARELESS} --remotes-replay push.the-manifest-is-answered-by-3" in text
    )
    value = json.loads(report.read_text())
    schema = files("remotes_conformance.verdict").joinpath("report.schema.json")
    validate(value, json.loads(schema.read_text()))
    assert value["about"]["edition"] == "distribution-1.1"
    assert [one["id"] for one in value["violations"]] == ["REMOTE-8", "REMOTE-26"]
    assert "<svg" in page.read_text()


def test_a_scenario_is_replayed_by_its_name(run: Run) -> None:
    """The story is printed, and the rules that are broken."""
    word = "push.the-manifest-is-answered-by-304-and-not-stored"
    result = run(*of(CARELESS, "--remotes-replay", word))
    assert result.ret == 1
    assert "the push ended: success" in both(result)
    assert "broken: REMOTE-8" in both(result)


@pytest.mark.timeout(240)
def test_a_drawn_scenario_is_replayed_by_its_token(run: Run) -> None:
    """From the line in the report."""
    text = both(run(*of(CARELESS, "-k", "drawn and pushes")))
    assert "REMOTE-8 MUST" in text
    token = re.findall(r"--remotes-replay (rg1\.\S+)", text)[0]
    result = run(*of(CARELESS, "--remotes-replay", token))
    assert (result.ret, "broken: REMOTE-8" in both(result)) == (1, True)


@pytest.mark.parametrize(
    ("client", "commands", "message"),
    [
        (CARELESS, {"pull": "skopeo"}, "choose one of them"),
        ("clients.transport:HttpClient", {}, "neither a method `pull` nor"),
        ("clients.right:Wrong", {}, "has no 'Wrong'"),
        (None, {"pull": "no-such {registry}"}, "there is no command 'no-such'"),
        (None, {"push": ""}, "the command is empty"),
        (None, {}, "nothing to judge"),
    ],
)
def test_a_client_that_cannot_be_judged_is_refused_in_one_line(
    client: str | None, commands: dict[Does, str], message: str
) -> None:
    """Without pytest the same error comes out of `check_client`."""
    with pytest.raises(Unusable, match=message):
        open_client(client, commands, patience=1, seed=1)


def test_a_wrong_use_of_options_is_refused(pytester: pytest.Pytester) -> None:
    """Before anything is played."""
    for arguments, message in (
        (("--remotes-replay", "push.the-manifst"), "no scenario has that name"),
        (
            ("--remotes", "a:b"),
            "two implementations are named, by --remotes and by --remotes-client",
        ),
    ):
        assert message in refused(pytester, *of(CARELESS, *arguments))


def test_a_client_that_fails_at_once_is_not_judged(run: Run) -> None:
    """Nothing is concluded from failures that have another reason."""
    result = run(*of("clients.wrong_writing:DropsTheQuery", "-k", "pushes"))
    text = both(result)
    assert result.ret == 1
    assert "REMOTE-7" in text
    assert "blocked (an ordinary push does not succeed:" in " ".join(text.split())


def test_a_ledger_excuses_what_it_knows(run: Run, tmp_path: Path) -> None:
    """An update writes all broken rules; then the run passes, and a fixed one fails it."""
    ledger = tmp_path / "ledger.toml"
    entry = (
        'format = 2\n[[divergence]]\nrequirement = "REMOTE-8"\nedition = "distribution-1.1"\n'
        'cause = "push: the manifest is answered by 304 and not stored: {how}"\nreason = "known"\n'
        'token = "push.the-manifest-is-answered-by-304-and-not-stored"\n'
    )
    arguments = ("-k", "304 and manifest", "--remotes-ledger", str(ledger))
    ledger.write_text(entry.format(how="success"))
    known = run(*of(CARELESS, *arguments))
    assert (known.ret, "known     REMOTE-8: known" in both(known)) == (0, True)
    fixed = run(*of("clients.right:Right", *arguments))
    assert (fixed.ret, "REMOTE-8 is fixed" in both(fixed)) == (1, True)
    ledger.write_text(entry.format(how="another"))
    changed = run(*of(CARELESS, *arguments))
    assert (changed.ret, "broken for another cause" in both(changed)) == (1, True)


def test_handlers_are_judged_without_the_tests_of_clients(run: Run) -> None:
    """They are deselected, as those of handlers are in a run that judges a client."""
    text = run("--co", *suite("--remotes", "remotes_reference:remotes")).stdout.str()
    assert "test_key" in text
    assert "test_remote" not in text


@pytest.mark.parametrize(
    ("page", "name", "broken"), [("README.md", "Careless", 8), ("docs/clients.md", "Mine", 6)]
)
def test_the_client_of_a_page_is_judged_as_it_shows(
    run: Run, pytester: pytest.Pytester, page: str, name: str, broken: int
) -> None:
    """From the page alone; only long scenarios are left out."""
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    example = next(block for block in blocks if f"class {name}:" in block)
    assert len(example.splitlines()) <= 60
    pytester.path.joinpath("shown.py").write_text(example)
    shown = re.findall(r"^  (REMOTE-\S+) +MUST +\d+×.*$", text, re.MULTILINE)
    assert len(shown) == broken
    result = run(
        *of(f"shown:{name}", "-k", "not stops and not (never and (comes or begins or answer))")
    )
    lines = [line for line in result.stdout.lines if line.startswith("  REMOTE-")]
    assert [line.split()[0] for line in lines if " MUST " in line] == shown
