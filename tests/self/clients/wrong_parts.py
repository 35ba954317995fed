"""Wrong clients with one fault each, judged part by part or in operations that few clients have."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.remoting import Repository

from .parts import PartReader, RightParts
from .right import INDEX, Right
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-2a")
class HidesTheReason(Right):
    def refused(self, answer: Answer) -> Failed:
        return Failed(f"the answer was {answer.status}")


@breaks("REMOTE-3a")
class ReadsAhead(RightParts):
    ahead = 40 * 1024 * 1024


@breaks("REMOTE-4")
class TakesAnyRest(RightParts):
    """Takes any answer for the rest."""

    def rest_of(self, answer: Answer, offset: int) -> Answer:
        return answer

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        class Reader(PartReader):
            def check(self) -> None:
                if not self.offset:
                    super().check()

        return Reader(self, descriptor)


@breaks("REMOTE-4a")
class AsksForNothing(RightParts):
    stops_at_the_end = False

    def rest_of(self, answer: Answer, offset: int) -> Answer:
        return answer if answer.status == 416 else super().rest_of(answer, offset)

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        class Reader(PartReader):
            def read(self, size: int = -1) -> bytes:
                piece = super().read(size)
                return piece if self.answer is None or self.answer.status != 416 else b""

            def check(self) -> None:
                if self.answer is None or self.answer.status != 416:
                    super().check()

        return Reader(self, descriptor)


@breaks("REMOTE-7a")
class TakesAcceptedForStored(Right):
    """After a single POST it looks at success only."""

    def push_blob(self, digest: str, content: bytes) -> None:
        url = self.url(f"blobs/uploads/?digest={digest}")
        with self.ask("POST", url, {"Content-Type": "application/octet-stream"}, content) as answer:
            if answer.status not in (201, 202):
                raise Failed(f"a POST was answered by {answer.status}")
            self.is_lost = answer.status == 202

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        if not self.is_lost:
            super().push_manifest(tag, digest, content)


@breaks("REMOTE-9")
class EndsWhatIsGivenUp(RightParts):
    """An upload is closed by a PUT in any case."""

    def give_up(self, place: str, digest: str, content: bytes) -> None:
        found = f"sha256:{hashlib.sha256(content).hexdigest()}"
        self.smallest = 0
        self.upload(place, found, content)


@breaks("REMOTE-9a")
class LeavesItsUploads(RightParts):
    def give_up(self, place: str, digest: str, content: bytes) -> None:
        return


@breaks("REMOTE-11")
class LogsItsPassword(Right):
    def answer_challenge(self, answer: Answer) -> None:
        logging.getLogger("client").warning("logging in with %s", self.password)
        super().answer_challenge(answer)


@breaks("REMOTE-14")
class ResolvesByHeader(RightParts):
    """HEAD has to do, also if it does not give the digest."""

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        self.open(place)
        with self.ask("HEAD", self.url(f"manifests/{tag}"), {"Accept": self.accept}) as answer:
            self.check_read(answer)
            headers = answer.headers
            return Descriptor(
                headers["content-type"].partition(";")[0],
                headers.get("docker-content-digest", ""),
                int(headers["content-length"]),
            )


@breaks("REMOTE-26")
class SendsTheIndexFirst(Right):
    """The index is tried first, and its manifests only if it is refused."""

    def push_document(self, blobs: Any, digest: str, tag: str) -> None:
        content = (blobs / digest.partition(":")[2]).read_bytes()
        if b'"manifests"' in content:
            try:
                self.push_manifest(tag, digest, content)
            except Failed:
                super().push_document(blobs, digest, tag)
        else:
            super().push_document(blobs, digest, tag)


@breaks("REMOTE-27")
class TakesAcceptedForMounted(Right):
    def begin_upload(self, digest: str) -> str:
        place = super().begin_upload(digest)
        return "" if self.mount_from else place


@breaks("REMOTE-27")
class SendsWhatIsMounted(Right):
    """And begins another upload after 201."""

    def mounted(self, answer: Answer) -> str:
        self.mount_from = ""
        return self.begin_upload("")


@breaks("REMOTE-28a")
class SendsSmallChunks(Right):
    def chunk_size(self) -> int:
        return self.chunk


@breaks("REMOTE-31")
class KeepsNoList(Right):
    def add_referrer(self, document: dict[str, Any], digest: str, size: int) -> None:
        return


@breaks("REMOTE-31")
class ForgetsOtherReferrers(Right):
    def append(self, listed: list[dict[str, Any]], one: dict[str, Any]) -> None:
        listed[:] = [one]


@breaks("REMOTE-31")
class ListsItTwice(Right):
    def append(self, listed: list[dict[str, Any]], one: dict[str, Any]) -> None:
        listed.append(one)


@breaks("REMOTE-31")
class DropsTheType(Right):
    def referrer(self, document: dict[str, Any], digest: str, size: int) -> dict[str, Any]:
        found = super().referrer(document, digest, size)
        del found["artifactType"]
        return found


@breaks("REMOTE-31")
class OverwritesWhatIsNoList(Right):
    def check_list(self, answer: Answer) -> None:
        return

    def referrers(self, tag: str) -> dict[str, Any]:
        found = super().referrers(tag)
        new = {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}
        return found if "manifests" in found else new


@breaks("REMOTE-32")
class IgnoresWarnings(Right):
    def warn(self, answer: Answer) -> None:
        return


@breaks("REMOTE-32")
class FailsAtWarnings(Right):
    def warn(self, answer: Answer) -> None:
        if answer.headers.get("warning"):
            raise Failed(answer.headers["warning"])
