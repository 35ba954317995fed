"""Wrong clients whose faults once went unnoticed: they see one form of what a registry answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .different import SendsInOnePut
from .different_answers import AsksForThePosition
from .layouts import DOCKER
from .parts import RightParts
from .right import MANIFEST, TYPES, Right
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-2")
class NamesOnlyWhatTheRegistrySays(Right):
    """If the body is no error of the registry, there is no reason at all."""

    def refused(self, answer: Answer) -> Failed:
        text = answer.content(1000).decode("latin-1")
        return Failed(text if text.startswith('{"errors"') else "the registry has refused it")


@breaks("REMOTE-25")
class SendsEveryManifestAsOneOfOci(Right):
    """Of those that are images: an index has its own type."""

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        is_image = method == "PUT" and headers.get("Content-Type") == DOCKER
        with super().ask(
            method, url, {**headers, "Content-Type": MANIFEST} if is_image else headers, body
        ) as answer:
            yield answer


@breaks("REMOTE-26")
class TakesARedirectForSent(SendsInOnePut):
    """The manifest follows at once."""

    def follows(self, method: str) -> bool:
        return method in ("GET", "HEAD")

    def check_put(self, answer: Answer, digest: str) -> None:
        if answer.status != 307:
            super().check_put(answer, digest)


@breaks("REMOTE-28")
class GoesOnAtTheLastByte(AsksForThePosition):
    """It takes the position for that of the next byte."""

    def after(self, last: int) -> int:
        return last


@breaks("REMOTE-4")
class CountsTheRest(RightParts):
    """As many bytes as are missing have to be the missing ones."""

    def rest_of(self, answer: Answer, offset: int) -> Answer:
        return answer if answer.status == 206 else super().rest_of(answer, offset)


@breaks("REMOTE-6")
class MovesNoTag(Right):
    """If the manifest is there and the tag is, too, nothing is put."""

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        for reference in (digest, tag):
            with self.ask("HEAD", self.url(f"manifests/{reference}"), {"Accept": self.accept}) as a:
                is_there = a.status == 200
            if not is_there:
                super().push_manifest(tag, digest, content)
                return


@breaks("REMOTE-15a")
class SplitsTypesAtABlank(Right):
    def check_type(self, answer: Answer) -> None:
        if answer.headers.get("content-type", "").partition("; ")[0] not in TYPES:
            raise Failed("another type")


@breaks("REMOTE-16")
class FindsLoopsByTheirUrls(Right):
    """Redirects that never lead to the same URL twice are no loop."""

    def moved(self, url: str, answer: Answer, moves: int) -> str:
        self.visited = {url, *(self.visited if moves > 1 else ())}
        place = super().moved(url, answer, 1)
        if place in self.visited:
            raise Failed("a redirect without end")
        return place


@breaks("REMOTE-17")
class DeletesWithItsToken(RightParts):
    """Wherever the upload is."""

    def give_up(self, place: str, digest: str, content: bytes) -> None:
        headers = {"Authorization": self.credentials} if self.credentials else {}
        with self.exchange("DELETE", place, headers, None):
            pass


@breaks("REMOTE-18")
class KnowsOneChallengeOfALine(Right):
    def each(self, line: str) -> list[str]:
        return [line]


@breaks("REMOTE-26")
class GivesTheTagToAnOnlyManifest(Right):
    """The image of an index with one manifest is that manifest, until the index is there."""

    def push_document(self, blobs: Path, digest: str, tag: str) -> None:
        content = (blobs / digest.partition(":")[2]).read_bytes()
        listed = json.loads(content).get("manifests", ())
        if len(listed) == 1:
            super().push_document(blobs, listed[0]["digest"], tag)
        super().push_document(blobs, digest, tag)
