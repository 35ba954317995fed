"""Wrong clients whose faults once went unnoticed: uploads, mounts, tags, referrers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from .right import INDEX, Right
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-7")
class JoinsLocationsToTheRoot(Right):
    """Reads a relative Location as a path from the root."""

    def location(self, url: str, answer: Answer) -> str:
        place = answer.headers.get("location", "")
        if place and "://" not in place:
            return f"http://{self.registry}/{place.lstrip('/')}"
        return super().location(url, answer)


@breaks("REMOTE-28")
class SendsRangesOfHttp(Right):
    """As RFC 9110 has them."""

    def content_range(self, start: int, size: int) -> str:
        return f"bytes {start}-{start + size - 1}/*"


@breaks("REMOTE-8b")
class BeginsAgainWithoutALocation(Right):
    def begin_upload(self, digest: str) -> str:
        for _ in range(4):
            try:
                return super().begin_upload(digest)
            except Failed as error:
                if "Location" not in str(error):
                    raise
        raise Failed("there is no Location")


@breaks("REMOTE-8b")
class MakesUpALocation(Right):
    """By the id of the upload, which is in another header."""

    def location(self, url: str, answer: Answer) -> str:
        if answer.headers.get("location"):
            return super().location(url, answer)
        return self.url(f"blobs/uploads/{answer.headers.get('docker-upload-uuid', '')}")


@breaks("REMOTE-8a")
class TakesCreatedForStored(Right):
    def push_blob(self, digest: str, content: bytes) -> None:
        with self.ask("POST", self.url("blobs/uploads/"), body=b"") as answer:
            if answer.status == 201:
                return
        super().push_blob(digest, content)


@breaks("REMOTE-8")
class GetsWhereAPutIsRedirectedTo(Right):
    """As `requests` does after 302; any content there is success."""

    def follows(self, method: str) -> bool:
        return method in ("GET", "HEAD")

    def check_put(self, answer: Answer, digest: str) -> None:
        if answer.status == 302:
            place = urljoin(f"http://{self.registry}", answer.headers["location"])
            with self.ask("GET", place) as found:
                self.check_read(found)
            return
        super().check_put(answer, digest)


@breaks("REMOTE-9")
class TakesNoAnswerForDone(Right):
    """For blobs; a manifest without an answer is a failure."""

    def upload(self, place: str, digest: str, content: bytes) -> None:
        try:
            super().upload(place, digest, content)
        except Failed as error:
            if "RemoteDisconnected" not in str(error):
                raise


@breaks("REMOTE-27")
class BeginsAnotherUpload(Right):
    """After a mount that was answered by 202, it does not use its Location."""

    def begin_upload(self, digest: str) -> str:
        place = super().begin_upload(digest)
        if place and self.mount_from:
            self.mount_from = ""
            return super().begin_upload(digest)
        return place


@breaks("REMOTE-6")
class TakesAnyManifestOfTheTag(Right):
    """If the tag names one, nothing is put, whatever its digest."""

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        with self.ask("HEAD", self.url(f"manifests/{tag}"), {"Accept": self.accept}) as answer:
            is_there = answer.status == 200
        if not is_there:
            super().push_manifest(tag, digest, content)


@breaks("REMOTE-31")
class ReplacesAListThatCannotBeRead(Right):
    def referrers(self, tag: str) -> dict[str, Any]:
        try:
            return super().referrers(tag)
        except Failed as error:
            if "the answer was" not in str(error):
                raise
            return {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}


@breaks("REMOTE-31")
class KeepsOnlyTheEntries(Right):
    """The index's annotations are lost."""

    def referrers(self, tag: str) -> dict[str, Any]:
        found = super().referrers(tag)
        return {"schemaVersion": 2, "mediaType": INDEX, "manifests": found["manifests"]}


@breaks("REMOTE-8")
class RemembersWhatItBegan(Right):
    """What it has begun to send to a registry is not sent again, even if that failed."""

    def __init__(self) -> None:
        self.begun: set[tuple[str, str]] = set()

    def push_blob(self, digest: str, content: bytes) -> None:
        if (self.registry, digest) not in self.begun:
            self.begun.add((self.registry, digest))
            super().push_blob(digest, content)
