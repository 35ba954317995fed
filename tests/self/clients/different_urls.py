"""Right clients that get blobs from the URLs of their descriptors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context

from .different import different
from .parts import PartReader, RightParts
from .right import Right
from .transport import Answer

IDENTITY = {"Accept-Encoding": "identity"}


class KnowsUrls(Right):
    """Asks for a URL of a descriptor, without credentials."""

    @contextmanager
    def at_url(self, url: str) -> Iterator[Answer]:
        with self.exchange("GET", url, IDENTITY, None) as answer:
            yield answer


class ByUrls(KnowsUrls):
    """Gets a blob from the URLs of its descriptor first, and from the registry if that fails."""

    def blob(self, part: dict[str, Any]) -> bytes:
        for url in part.get("urls", ()):
            with self.at_url(url) as answer:
                if self.has_content(answer):
                    return self.verified(answer.content(part["size"] + 1), part["digest"])
        return super().blob(part)

    def has_content(self, answer: Answer) -> bool:
        return answer.status == 200


@different
class AsksTheUrlsFirst(ByUrls):
    """Without credentials; a refusal sends it to the registry."""


@different
class AsksOnlyTheUrls(ByUrls):
    """A blob that has URLs is not asked for at the registry."""

    def has_content(self, answer: Answer) -> bool:
        self.check_read(answer)
        return True


class UrlReader(PartReader):
    """Reads from the first URL that answers, or from the registry."""

    def begin(self) -> Answer:
        for url in self.part.urls if not self.offset else ():
            self.asked = self.client.at_url(url)
            answer = self.asked.__enter__()
            if answer.status == 200:
                return answer
            self.asked.__exit__(None, None, None)
        return super().begin()


class UrlParts(KnowsUrls, RightParts):
    """Its fetcher is given descriptors, and uses their URLs."""

    def fetch(self, ctx: Context, descriptor: Descriptor) -> UrlReader:
        return UrlReader(self, descriptor)


@different
class FetchesFromTheUrls(UrlParts):
    """The same, part by part."""
