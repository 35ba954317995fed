"""Wrong clients: each reads as the right one does, with one fault, and names the rule it breaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from remotes_conformance.doors.clients.operation import Operation

from .right import BIGGEST, TYPES, Right
from .shelf import breaks
from .transport import Answer, Failed


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
    """It compares nothing if bytes are missing: the bytes that came are the content."""

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
    """It claims to have one."""

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
        return {k: v for k, v in document.items() if k != "manifests" or "layers" not in document}


@breaks("REMOTE-15a")
class ComparesWholeTypes(Right):
    def check_type(self, answer: Answer) -> None:
        if answer.headers.get("content-type") not in TYPES:
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
    """The password goes to any realm that any host names."""

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
