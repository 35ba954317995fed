"""Clients as newcomers write them: the report says what to do about their first mistakes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.plan import result
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY
from remotes_conformance.verdict.results import Result

ACCEPT = {"Accept": "application/vnd.oci.image.manifest.v1+json"}


class MakesNoFolder:
    """It writes into a folder that it never made."""

    def pull(self, operation: Operation) -> None:
        root = f"http://{operation.registry}/v2/{operation.name}"
        asked = urllib.request.Request(f"{root}/manifests/{operation.digest}", headers=ACCEPT)
        with urllib.request.urlopen(asked, timeout=2) as answer:
            (operation.folder / "manifest.json").write_bytes(answer.read())


class ReturnsFalse:
    """A failure is False, as some libraries have it. It compares nothing."""

    def pull(self, operation: Operation) -> bool:
        operation.folder.mkdir()
        root = f"http://{operation.registry}/v2/{operation.name}"
        try:
            manifest = self.kept(operation, f"{root}/manifests/{operation.digest}")
            document = json.loads(manifest)
            for part in (document["config"], *document["layers"]):
                self.kept(operation, f"{root}/blobs/{part['digest']}")
        except (urllib.error.URLError, ValueError):
            return False
        return True

    def kept(self, operation: Operation, url: str) -> bytes:
        with urllib.request.urlopen(urllib.request.Request(url, headers=ACCEPT), timeout=2) as one:
            content: bytes = one.read()
        (operation.folder / url.rpartition(":")[2]).write_bytes(content)
        return content


def judged(client: object, slug: str) -> tuple[ClientBench, Result]:
    bench = ClientBench(PythonClient(client, patience=5), name="client", seed=1)
    scenario = BY_SLUG[slug]
    why = bench.why_blocked(scenario)
    assert not why or isinstance(client, MakesNoFolder)
    return bench, result(bench, "1", scenario, bench.play(scenario))


def test_a_folder_that_was_not_made_is_named_as_the_client_knows_it() -> None:
    """And the same in each run, whatever the temporary folder."""
    bench, _ = judged(MakesNoFolder(), "pull.nothing-is-unusual")
    why = bench.why_blocked(BY_SLUG["pull.a-layer-is-changed"])
    assert why == (
        "an ordinary pull does not succeed: an error, FileNotFoundError: [Errno 2] No such file "
        "or directory: 'operation.folder/manifest.json' (the client has to make operation.folder)"
    )
    assert bench.play(ORDINARY["pull"]).ended.status is None


def test_for_a_client_that_returns_false_the_report_explains_failures() -> None:
    """In a note, and in the story."""
    _, found = judged(ReturnsFalse(), "pull.the-manifest-is-not-found")
    assert found.notes == (
        "a method of the client was called, and it returned False, which counts as success: "
        "raise an exception to report a failure",
    )
    assert {one.id for one in found.violations} == {"REMOTE-2"}
    assert "it returned False, which counts as success" in found.violations[0].story[-1]
    _, found = judged(ReturnsFalse(), "pull.nothing-is-unusual")
    assert (found.notes, found.violations) == ((), ())


def test_a_success_in_spite_of_a_fault_names_that_fault() -> None:
    """If no content is missing, the finding names the fault in the scenario."""
    _, found = judged(ReturnsFalse(), "pull.a-manifest-has-manifests-and-layers")
    assert found.violations[0].observed == "success, though a manifest has manifests and layers"
