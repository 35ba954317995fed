"""Consequences of another broken rule are marked; an unproven rule comes with the remedy."""

from __future__ import annotations

from contextlib import suppress

from clients.right import Right
from clients.shelf import SHELF
from clients.transport import Answer, Failed
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import about_client
from remotes_conformance.judging.clients.plan import CLIENT_PLAN
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY
from remotes_conformance.scenarios.clients.script import ClientScenario
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.verdict import Verdict


def verdict_on(client: object, scenario: ClientScenario = ORDINARY["pull"]) -> Verdict:
    """The verdict on one scenario alone."""
    bench = ClientBench(PythonClient(client, patience=3), name="x", seed=1)
    part = next(one for one in CLIENT_PLAN if one.scenario is scenario)
    about = about_client(bench, strict=False, profile="quick")
    return Verdict.of(Findings(about, [part.run(bench)]))


class AcceptsNothing(SHELF["REMOTE-1 AsksBelowManifests"]):  # type: ignore[misc]
    """A fault of its own: it accepts no manifest either."""

    accept = ""

    def check_type(self, answer: Answer) -> None:
        return


def test_a_blob_below_manifests_whose_type_is_not_accepted_is_one_fault() -> None:
    """Both rules are broken by one request; with a fault of its own, the other is a cause."""
    verdict = verdict_on(SHELF["REMOTE-1 AsksBelowManifests"]())
    assert verdict.violations["REMOTE-1a"].follows == "REMOTE-1"
    assert "REMOTE-1a SHOULD (follows from REMOTE-1):" in str(verdict)
    verdict = verdict_on(AcceptsNothing())
    assert verdict.violations["REMOTE-1a"].follows == ""
    assert "REMOTE-1" in verdict.violations


def test_a_manifest_that_is_written_anew_is_one_fault() -> None:
    """The registry does not have the image because it has another one. Content that was not
    stored at all is a fault of its own."""
    wrong = SHELF["REMOTE-25 WritesManifestsAnew"]
    found = verdict_on(wrong(), ORDINARY["push"]).violations
    assert found["REMOTE-8"].follows == "REMOTE-25"
    assert found["REMOTE-25"].follows == ""
    scenario = BY_SLUG["push.the-manifest-is-answered-by-202-and-not-stored"]
    found = verdict_on(wrong(), scenario).violations
    assert found["REMOTE-8"].follows == ""


class FailedAt(Failed):
    """An error with the address at which it arose."""

    def __init__(self, url: str) -> None:
        super().__init__("that did not work")
        self.url = url


class NamesTheAddress(Right):
    """Its errors carry the address that it asked for."""

    def pull(self, operation: Operation) -> None:
        with suppress(Failed):
            super().pull(operation)
            return
        raise FailedAt(f"http://{operation.registry}/v2/")


def test_an_error_without_the_code_of_the_registry_is_shown() -> None:
    """The error itself, and not another value that it carries."""
    verdict = verdict_on(NamesTheAddress(), BY_SLUG["pull.the-manifest-is-not-found"])
    assert verdict.violations["REMOTE-2a"].observed.endswith("FailedAt: that did not work")


def test_a_client_in_python_learns_how_to_be_given_a_limit() -> None:
    """In the words of the libraries that it is likely to use."""
    text = verdict_on(Right()).requirement("REMOTE-12").missing
    assert "`timeout=operation.limit` in each call of requests or of urlopen" in text
    assert "`{limit}`" in text
