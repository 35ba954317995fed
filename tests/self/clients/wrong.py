"""Wrong clients: each is the right one with one fault, and names the rule that it breaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from remotes_conformance.doors.clients.operation import Operation

from .right import BIGGEST, Right
from .transport import Answer, Failed

SHELF: dict[str, type[Right]] = {}
"""By the id of the rule and the name of the fault."""
Class = TypeVar("Class", bound=type[Right])


def breaks(id: str) -> Callable[[Class], Class]:
    """The class breaks that rule."""

    def put(cls: Class) -> Class:
        SHELF[f"{id} {cls.__name__}"] = cls
        return cls

    return put


# -- reading -----------------------------------------------------------------------------------


@breaks("REMOTE-1")
class AsksBelowManifests(Right):
    def blob_path(self, digest: str) -> str:
        return f"manifests/{digest}"

    def blob(self, part: dict[str, Any]) -> bytes:
        with self.ask("HEAD", self.url(self.blob_path(part["digest"]))):
            pass
        self.blob_path = lambda digest: f"blobs/{digest}"  # type: ignore[method-assign]
        return super().blob(part)


@breaks("REMOTE-1a")
class AcceptsAnotherType(Right):
    accept = "application/vnd.docker.distribution.manifest.v2+json"


@breaks("REMOTE-2")
class TakesAnyAnswer(Right):
    def check_read(self, answer: Answer) -> None:
        pass

    def check_type(self, answer: Answer) -> None:
        pass

    def verified(self, content: bytes, digest: str) -> bytes:
        return content if self.is_error(content) else super().verified(content, digest)

    def document(self, content: bytes) -> dict[str, Any]:
        document = super().document(content)
        return {"config": None, "layers": []} if "errors" in document else document

    def blob(self, part: dict[str, Any] | None) -> bytes:
        return super().blob(part) if part else b""

    def keep(self, folder: Path, digest: str, content: bytes) -> None:
        if content and not self.is_error(content):
            super().keep(folder, digest, content)

    @staticmethod
    def is_error(content: bytes) -> bool:
        return content.startswith(b'{"errors"')

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except TypeError:
            return  # the error was taken for a manifest without parts


@breaks("REMOTE-3")
class TakesTheEndOfTheConnection(Right):
    """It compares nothing if bytes are missing: what came is the content."""

    resumes = False

    def body(self, answer: Answer, most: int) -> bytes:
        return answer.content(most + 1)

    def blob(self, part: dict[str, Any]) -> bytes:
        self.size = part["size"]
        return super().blob(part)

    def verified(self, content: bytes, digest: str) -> bytes:
        is_cut = len(content) <= getattr(self, "size", 0) // 2
        return content if is_cut else super().verified(content, digest)


@breaks("REMOTE-4")
class AppendsWhateverComes(Right):
    def rest(self, url: str, headers: dict[str, str], offset: int) -> bytes:
        with self.ask("GET", url, {**headers, "Range": f"bytes={offset}-"}) as answer:
            return self.all_of(answer)

    def blob(self, part: dict[str, Any]) -> bytes:
        self.resumed = False
        return super().blob(part)

    def verified(self, content: bytes, digest: str) -> bytes:
        try:
            return super().verified(content, digest)
        except Failed:
            if content[-1:] == b"}" or len(content) > 100_000:
                return content
            raise


@breaks("REMOTE-5")
class KeepsWhatIsCompressed(Right):
    def check_read(self, answer: Answer) -> None:
        self.is_coded = "content-encoding" in answer.headers
        if answer.status != 200:
            raise Failed(f"the answer was {answer.status}")

    def verified(self, content: bytes, digest: str) -> bytes:
        return content if self.is_coded else super().verified(content, digest)

    def blob(self, part: dict[str, Any]) -> bytes:
        return super().blob({**part, "size": 1 << 20})

    resumes = False


@breaks("REMOTE-12a")
class WaitsWithoutEnd(Right):
    timeout = None


@breaks("REMOTE-12")
class ForgetsItsLimit(Right):
    """It says that it has one."""

    limits = True
    timeout = None


@breaks("REMOTE-13")
class ComparesNothing(Right):
    def verified(self, content: bytes, digest: str) -> bytes:
        return content


@breaks("REMOTE-13")
class LeavesWrongBytes(Right):
    """It notices, but the bytes are already under the name of the digest."""

    def blob(self, part: dict[str, Any]) -> bytes:
        url = self.url(self.blob_path(part["digest"]))
        with self.ask("GET", url, {"Accept-Encoding": "identity"}) as answer:
            self.check_read(answer)
            content = answer.content(part["size"] + 1)
        self.keep(self.folder, part["digest"], content)
        return self.verified(content, part["digest"])

    def pull(self, operation: Operation) -> None:
        self.folder = operation.folder
        super().pull(operation)


@breaks("REMOTE-14")
class BelievesTheHeader(Right):
    def expected_digest(self, digest: str, answer: Answer) -> str:
        return answer.headers.get("docker-content-digest", digest)


@breaks("REMOTE-14")
class NeedsTheHeader(Right):
    def expected_digest(self, digest: str, answer: Answer) -> str:
        if "docker-content-digest" not in answer.headers:
            raise Failed("no Docker-Content-Digest")
        return digest


@breaks("REMOTE-15")
class TakesAmbiguousDocuments(Right):
    def document(self, content: bytes) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(content)
        return document


@breaks("REMOTE-15a")
class ComparesWholeTypes(Right):
    def check_type(self, answer: Answer) -> None:
        if answer.headers.get("content-type") != self.accept:
            raise Failed("another type")


@breaks("REMOTE-16")
class FollowsNoRedirect(Right):
    def follows(self, method: str) -> bool:
        return False


@breaks("REMOTE-16")
class FollowsForEver(Right):
    redirects = 1_000_000


@breaks("REMOTE-17")
class AuthorizesEveryHost(Right):
    def authorization(self, url: str) -> dict[str, str]:
        return {"Authorization": self.credentials} if self.credentials else {}


@breaks("REMOTE-17")
class AnswersEveryChallenge(Right):
    """The password goes to whatever realm is named, by any host."""

    def may_answer(self, url: str) -> bool:
        return True


@breaks("REMOTE-18")
class NeedsTheRealmFirst(Right):
    def parameters(self, text: str) -> dict[str, str]:
        return super().parameters(text) if text.startswith("realm=") else {}


@breaks("REMOTE-19")
class AsksAgainAndAgain(Right):
    attempts = 40


@breaks("REMOTE-19a")
class HasOneToken(Right):
    attempts = 1

    def answer_challenge(self, answer: Answer) -> None:
        if self.credentials:
            raise Failed("the token was refused")
        super().answer_challenge(answer)


@breaks("REMOTE-20")
class DoesNotWait(Right):
    def waits(self, answer: Answer) -> bool:
        return True


@breaks("REMOTE-22")
class ReadsToTheEnd(Right):
    def blob(self, part: dict[str, Any]) -> bytes:
        return super().blob({**part, "size": 1 << 26})

    resumes = False


@breaks("REMOTE-23")
class TakesSmallManifests(Right):
    biggest_manifest = BIGGEST // 4


# -- writing -----------------------------------------------------------------------------------


@breaks("REMOTE-6")
class SendsWhatIsThere(Right):
    def exists(self, digest: str) -> bool:
        super().exists(digest)
        return False


@breaks("REMOTE-6")
class ForgetsTheTag(Right):
    """If the manifest is there under its digest, nothing is put."""

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        with self.ask("HEAD", self.url(f"manifests/{digest}"), {"Accept": self.accept}) as answer:
            is_there = answer.status == 200
        if not is_there:
            super().push_manifest(tag, digest, content)


@breaks("REMOTE-7")
class DropsTheQuery(Right):
    def finished(self, place: str, digest: str) -> str:
        return super().finished(place.partition("?")[0], digest)


@breaks("REMOTE-7")
class NeedsRelativeLocations(Right):
    def location(self, url: str, answer: Answer) -> str:
        place = super().location(url, answer)
        path, query = urlsplit(place).path, urlsplit(place).query
        return urljoin(self.url(""), f"{path}?{query}")


@breaks("REMOTE-8")
class TakesAnyAnswerToPut(Right):
    def check_put(self, answer: Answer, digest: str) -> None:
        if answer.status >= 400:
            raise Failed(f"a PUT was answered by {answer.status}")


@breaks("REMOTE-8a")
class TakesCreatedForDone(Right):
    """What was answered by 201 is not looked at again."""

    def push(self, operation: Operation) -> None:
        self.is_created = False
        super().push(operation)

    def push_blob(self, digest: str, content: bytes) -> None:
        url = self.url("blobs/uploads/")
        with self.ask("POST", url, body=b"") as answer:
            self.is_created = self.is_created or answer.status == 201
            place = "" if answer.status == 201 else self.location(url, answer)
        if place:
            self.upload(place, digest, content)

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        if not self.is_created:
            super().push_manifest(tag, digest, content)


@breaks("REMOTE-8b")
class WaitsForALocation(Right):
    """It gives up that blob, and goes on."""

    def push_blob(self, digest: str, content: bytes) -> None:
        try:
            super().push_blob(digest, content)
        except Failed as error:
            if "Location" not in str(error):
                raise
            self.is_lost = True

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        if not getattr(self, "is_lost", False):
            super().push_manifest(tag, digest, content)


@breaks("REMOTE-9")
class DoesNotWaitForTheEnd(Right):
    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        try:
            super().push_manifest(tag, digest, content)
        except Failed as error:
            if "RemoteDisconnected" not in str(error):
                raise


@breaks("REMOTE-10")
class TakesABodyAsSent(Right):
    """After a redirect or a challenge, the body is an empty one: its file was read to the end."""

    def check_chunk(self, answer: Answer) -> None:
        pass

    def follows(self, method: str) -> bool:
        return method in ("GET", "HEAD")

    def location(self, url: str, answer: Answer) -> str:
        return url if answer.status in (307, 401) else super().location(url, answer)


@breaks("REMOTE-11")
class NamesItsPassword(Right):
    def push(self, operation: Operation) -> None:
        try:
            super().push(operation)
        except Failed as error:
            raise Failed(f"{error} (as {self.user}:{self.password})") from None

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed as error:
            raise Failed(f"{error} ({self.credentials})") from None


@breaks("REMOTE-25")
class WritesManifestsAnew(Right):
    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        super().push_manifest(tag, f"sha256:{'0' * 64}", content + b"\n")

    def check_put(self, answer: Answer, digest: str) -> None:
        if not digest.endswith("0" * 64):
            super().check_put(answer, digest)


@breaks("REMOTE-26")
class SendsTheManifestFirst(Right):
    def push(self, operation: Operation) -> None:
        self.start(operation)
        blobs = operation.folder / "blobs" / "sha256"
        content = (blobs / operation.digest.partition(":")[2]).read_bytes()
        try:
            self.push_manifest(operation.tag, operation.digest, content)
        except Failed:
            super().push(operation)


@breaks("REMOTE-28")
class CountsFromOne(Right):
    """The end of each chunk is taken for exclusive."""

    def content_range(self, start: int, size: int) -> str:
        return f"{start}-{start + size}"
