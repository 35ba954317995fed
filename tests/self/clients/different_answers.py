"""Right clients that try to mend what the registry has refused."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context

from .different import different
from .parts import PartReader, RightParts
from .right import MANIFEST, Right
from .transport import Answer, Failed


@different
class AsksForThePosition(Right):
    """After 416, a chunk begins after the last byte that the registry names, also if that is the
    first: `0-0`."""

    def upload(self, place: str, digest: str, content: bytes) -> None:
        start = times = 0
        while start < len(content):
            piece = content[start : start + self.chunk_size()]
            headers = {"Content-Range": self.content_range(start, len(piece))}
            with self.ask("PATCH", place, headers, piece) as answer:
                if answer.status != 416 or times:
                    self.check_chunk(answer)
                    place, start = self.location(place, answer), start + len(piece)
                    continue
            times += 1
            place, start = self.position(place)
        with self.ask("PUT", self.finished(place, digest), body=b"") as answer:
            self.check_put(answer, digest)

    def position(self, place: str) -> tuple[str, int]:
        """Where the upload goes on, and at which byte."""
        with self.ask("GET", place) as answer:
            found = re.fullmatch(r"0-(\d+)", answer.headers.get("range", ""))
            if answer.status != 204 or found is None:
                raise Failed("the upload has no position")
            place = urljoin(place, answer.headers.get("location", place))
            return place, self.after(int(found[1]))

    def after(self, last: int) -> int:
        """The position after that byte."""
        return last + 1


@different
class TakesNothingForOneByte(AsksForThePosition):
    """It knows that registries answer `0-0` of an upload without bytes."""

    def after(self, last: int) -> int:
        return last + 1 if last else 0


class OtherPath(PartReader):
    """A manifest that is not found at one path is looked for at the other."""

    def begin(self) -> Answer:
        client, part = self.client, self.part
        if self.offset or part.media_type != MANIFEST:
            return super().begin()
        headers = {"Accept-Encoding": "identity", "Accept": client.accept}
        self.asked = client.ask("GET", client.url(f"manifests/{part.digest}"), headers)
        answer = self.asked.__enter__()
        if answer.status == 404:
            self.close()
            self.asked = client.ask("GET", client.url(f"blobs/{part.digest}"), headers)
            answer = self.asked.__enter__()
        client.check_read(answer)
        return answer


@different
class TriesTheOtherPath(RightParts):
    """Its error is about what it was answered last."""

    def fetch(self, ctx: Context, descriptor: Descriptor) -> Any:
        return OtherPath(self, descriptor)
