"""What the rules for clients allow, in forms that are rare, is not reported."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from clients.parts import PartReader, RightParts
from clients.right import INDEX, MANIFEST, Right
from clients.transport import Answer, Failed
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.remoting import Repository
from remotes_conformance.rules.finding import Judgement
from remotes_conformance.rules.remote.case import Case
from remotes_conformance.rules.remote.reading import of_reading
from remotes_conformance.scenarios.clients import BY_SLUG
from remotes_conformance.scenarios.clients.image import image
from remotes_conformance.scenarios.clients.script import Act, ClientScenario, Scripted
from remotes_conformance.world.registry.journal import ClientJournal, Ended, Exchange

MIB = 1024 * 1024
_TAKEN = Act(202, (("Location", ""),), "empty", has_effect=False)
_CHALLENGE = Act(401, (("WWW-Authenticate", "{challenge}"),), "error", has_effect=False)
CHUNK_LOST = ClientScenario(
    "a chunk is answered by 202 and not stored",
    "push",
    (Scripted("PATCH", "upload", _TAKEN, "REMOTE-10", times=1),),
)
LAST_AGAIN = ClientScenario(
    "the token is refused at the last chunk",
    "push",
    (
        Scripted(
            "POST", "uploads", Act(headers=(("OCI-Chunk-Min-Length", "120000"),)), "REMOTE-28a"
        ),
        Scripted("PATCH", "upload", _CHALLENGE, "REMOTE-10", first=4, times=1),
    ),
    access="bearer",
)


class FromAndDuring(Right):
    """Its error was raised from one, and during another: that names the refusal."""

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed:
            raise RuntimeError("the pull failed") from KeyError("image")


class Refused(Failed):
    """Carries what the registry sent, in slots."""

    __slots__ = ("code", "empty", "message", "status")

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__()


class InSlots(Right):
    def refused(self, answer: Answer) -> Failed:
        found = json.loads(answer.content(1000))["errors"][0]
        return Refused(answer.status, found["code"], found["message"])


class Pauses(Right):
    """After a push that failed, it begins none for a while."""

    failed = False

    def push(self, operation: Operation) -> None:
        if self.failed:
            raise Failed("the registry failed a moment ago")
        try:
            super().push(operation)
        except Failed:
            self.failed = True
            raise


class Exits(Right):
    def push(self, operation: Operation) -> None:
        try:
            super().push(operation)
        except Failed as error:
            raise SystemExit(str(error)) from error


class TemporaryFolder(Right):
    """What has come lies in a folder of its own, until it has been compared."""

    def pull(self, operation: Operation) -> None:
        self.partial = operation.folder / "partial"
        super().pull(operation)

    def blob(self, part: dict[str, Any]) -> bytes:
        self.partial.mkdir(exist_ok=True)
        path = self.partial / part["digest"].partition(":")[2]
        url, headers = self.url(self.blob_path(part["digest"])), {"Accept-Encoding": "identity"}
        with self.ask("GET", url, headers) as answer:
            self.check_read(answer)
            path.write_bytes(answer.content(part["size"] + 1))
        found = self.verified(path.read_bytes(), part["digest"])
        path.unlink()
        return found


class ReadsAllThatItMay(Right):
    def blob(self, part: dict[str, Any]) -> bytes:
        url, headers = self.url(self.blob_path(part["digest"])), {"Accept-Encoding": "identity"}
        with self.ask("GET", url, headers) as answer:
            self.check_read(answer)
            return self.verified(answer.content(part["size"] + 32 * MIB), part["digest"])


class AheadAsFarAsItMay(RightParts):
    ahead = 16 * MIB - 64 * 1024


class EagerReader(PartReader):
    def __init__(self, client: RightParts, part: Descriptor) -> None:
        super().__init__(client, part)
        self.answer = self.begin()

    def seek(self, offset: int, whence: int = 0) -> int:
        self.close()
        self.answer = None
        return super().seek(offset, whence)


class Eager(RightParts):
    """Asks for a part as soon as it is fetched, before it knows that only the rest is wanted."""

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        return EagerReader(self, descriptor)


class WithoutSize(RightParts):
    def resolve(self, place: Repository, tag: str) -> Descriptor:
        found = super().resolve(place, tag)
        return Descriptor(found.media_type, found.digest, -1)


class MovesNoTag(Right):
    def push(self, operation: Operation) -> None:
        self.start(operation)
        url = self.url(f"manifests/{operation.tag}")
        with self.ask("HEAD", url, {"Accept": self.accept}) as answer:
            if answer.status == 200:
                raise Failed("the tag names another image")
        super().push(operation)


class MountsFromAnywhere(Right):
    """Asks for a mount without the repository to mount from."""

    def begin_upload(self, digest: str) -> str:
        url = self.url(f"blobs/uploads/?mount={digest}")
        with self.ask("POST", url, body=b"") as answer:
            if answer.status not in (201, 202):
                raise self.refused(answer)
            return "" if answer.status == 201 else self.location(url, answer)


class OnlyPushes(Right):
    """Looks if the image is there, in any form."""

    pull = None  # type: ignore[assignment]

    def push(self, operation: Operation) -> None:
        self.start(operation)
        with self.ask("HEAD", self.url(f"manifests/{operation.digest}")):
            pass
        super().push(operation)


class InOtherCase(Right):
    accept = f"{MANIFEST}, {INDEX}".replace("application/vnd", "Application/VND")


class KeepsPlace(Right):
    """A later answer without a Location leaves the place as it is."""

    def location(self, url: str, answer: Answer) -> str:
        is_later = "_state" in url and not answer.headers.get("location")
        return url if is_later else super().location(url, answer)


_NOT_FOUND = "pull.the-manifest-is-not-found"
_REPEATED = "push.a-blob-is-refused-once-and-the-image-is-pushed-again"
_CREATED = "push.the-upload-is-answered-by-201"


@pytest.mark.parametrize(
    ("kind", "story"),
    [
        (FromAndDuring, _NOT_FOUND),
        (InSlots, _NOT_FOUND),
        (Pauses, _REPEATED),
        (Exits, _REPEATED),
        (TemporaryFolder, "pull.a-layer-is-changed"),
        (ReadsAllThatItMay, "pull.a-layer-never-ends"),
        (AheadAsFarAsItMay, "fetch.a-large-layer-is-read-slowly"),
        (Eager, "resume.nothing-is-left"),
        (WithoutSize, "resolve.nothing-is-unusual"),
        (MovesNoTag, "push.the-tag-names-another-manifest"),
        (MountsFromAnywhere, _CREATED),
        (MountsFromAnywhere, f"{_CREATED}-and-any-manifest-is-taken"),
        (OnlyPushes, "push.nothing-is-unusual"),
        (InOtherCase, "pull.nothing-is-unusual"),
        (KeepsPlace, CHUNK_LOST),
        (Right, LAST_AGAIN),
    ],
)
def test_it_is_not_reported(kind: type[Right], story: str | ClientScenario) -> None:
    """The client is right."""
    scenario = BY_SLUG[story] if isinstance(story, str) else story
    bench = ClientBench(PythonClient(kind(), patience=5), name="x", seed=1)
    assert bench.why_blocked(scenario) == ""
    assert bench.judged(scenario, bench.play(scenario)).broken == []


def _case(does: str, ended: Ended, *exchanges: Exchange) -> Case:
    scenario = BY_SLUG[f"{does}.the-manifest-never-comes"]
    whole = image("", "")
    journal = ClientJournal(exchanges, ended, whole)
    return Case(scenario, whole, journal, Judgement(), whole.parts, has_limit=True)


@pytest.mark.parametrize(("seconds", "gave_up"), [(60.0, True), (70.0, False)])
def test_many_attempts_are_no_long_wait(seconds: float, gave_up: bool) -> None:
    """The harness has ended the operation in the last of them, which had lasted for 2 or 12 s."""
    first = Exchange(0, 0.0, "registry", "GET", "/", (), "manifest", act=0, is_given_up=True)
    last = Exchange(1, 58_000.0, "registry", "GET", "/", (), "manifest", act=0)
    assert _case("pull", Ended("hung", seconds=seconds), first, last).gave_up is gave_up


@pytest.mark.parametrize(("second", "broken"), [("bytes=5-9", []), ("bytes=0-4", ["REMOTE-20"])])
def test_another_range_is_another_request(second: str, broken: list[str]) -> None:
    """503 for one piece of a blob says nothing about the others."""
    digest = f"sha256:{hashlib.sha256(b'').hexdigest()}"
    refused = Exchange(
        0, 0.0, "registry", "GET", f"/v2/a/blobs/{digest}", (("Range", "bytes=0-4"),),
        status=503, reply_headers=(("Retry-After", "1"),), begun=1,
    )  # fmt: skip
    again = Exchange(1, 5.0, "registry", "GET", refused.target, (("Range", second),))
    case = _case("pull", Ended("done"), refused, again)
    of_reading(case)
    assert [id for id, _ in case.judgement.broken] == broken
