"""Right clients that treat manifests otherwise: by one type or the other, by digest or by tag."""

from __future__ import annotations

from .different import different
from .layouts import WritesALayout
from .right import Right
from .transport import Failed


@different
class TakesTheContentType(WritesALayout):
    """A manifest that is sent as an index names nothing for it."""


@different
class TakesTheMediaType(WritesALayout):
    """A `Content-Type` is nothing to it, if the document has a type."""

    def read_as(self) -> str:
        return self.declared

    def listed_as(self) -> str:
        return self.declared


@different
class RefusesAnotherType(WritesALayout):
    """The two have to be equal."""

    def read_as(self) -> str:
        if self.announced != self.declared:
            raise Failed(f"it was sent as {self.announced}, and is {self.declared}")
        return self.declared


@different
class GivesTheTagLast(Right):
    """Each document is sent by its digest; at the end, the last one is sent again, to the tag."""

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        super().push_manifest(digest, digest, content)
        if tag != digest:
            super().push_manifest(tag, digest, content)
