"""Wrong clients: each writes as the right one does, with one fault, and names its rule."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from remotes_conformance.doors.clients.operation import Operation

from .right import Right
from .shelf import breaks
from .transport import Answer, Failed


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
    """Does not check anything that was answered by 201."""

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


@breaks("REMOTE-19")
class BeginsAnUploadFifteenTimes(Right):
    """It is patient with the POST alone: for each blob, fifteen are refused before it gives up."""

    def begin_upload(self, digest: str) -> str:
        usual, self.attempts = self.attempts, 14
        try:
            return super().begin_upload(digest)
        finally:
            self.attempts = usual


@breaks("REMOTE-19")
class BeginsOtherUploads(Right):
    """After each failure it begins another upload: no two of its PUTs go to one place."""

    def upload(self, place: str, digest: str, content: bytes) -> None:
        for left in range(14, -1, -1):
            try:
                with self.ask("PUT", self.finished(place, digest), {}, content) as answer:
                    self.check_put(answer, digest)
                return
            except Failed:
                if not left:
                    raise
                place = self.begin_upload(digest)
