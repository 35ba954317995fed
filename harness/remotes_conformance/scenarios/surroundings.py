"""The state before anything happens: content in the store and at the remote, and its sources.

The calls are not part of it: `scenario` has them; they find their content by its digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Blob:
    """`size` bytes: `pattern`, over and over. The token of big content stays short."""

    pattern: bytes
    size: int

    @property
    def content(self) -> bytes:
        return (_content if self.size <= _SMALL else _big_content)(self.pattern, self.size)


def _repeated(pattern: bytes, size: int) -> bytes:
    if len(pattern) == size:
        return pattern
    return (pattern * (size // len(pattern) + 1))[:size] if pattern else b""


_SMALL = 64 * 1024
_content = lru_cache(maxsize=256)(_repeated)
_big_content = lru_cache(maxsize=4)(_repeated)
"""The big content of one scenario: each may have mebibytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """The source that a fetcher or provider serves.

    `can`: which of "seek" and "read_at" its readers offer. `pieces`: the sizes in which reads come,
    used in turn (none: as many bytes as asked for). `breaks_at`: the number of bytes after which
    reading fails with the class `breaks_with`. `with_end`: the last bytes arrive together with the
    end or the error.
    """

    blob: Blob
    can: tuple[str, ...] = ()
    pieces: tuple[int, ...] = ()
    breaks_at: int | None = None
    breaks_with: str = "other"
    with_end: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Another party has the ingest of some content open until `until`.

    Then it `commits` (the content is there), or just leaves.
    """

    until: int
    commits: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """Another source and another partial ingest of the same content, for some calls only."""

    source: Source | None = None
    partial: Blob | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that exists of the content with one digest.

    `source`: that of a fetcher or provider (None: there is no such content). `in_store`: the
    content store has it, `in_remote`: the remote has it, each with the bytes of `source`.
    `partial`: the bytes that an earlier, interrupted ingest has left. `held`: the other party that
    ingests it.

    `variants`: other sources and partial ingests, which some calls meet instead;
    `HandlerCall.variant` counts them from 1.
    """

    source: Source | None = None
    in_store: bool = False
    in_remote: bool = False
    partial: Blob | None = None
    held: Holder | None = None
    variants: tuple[Variant, ...] = ()

    @property
    def stored(self) -> bytes:
        """The bytes of the content where it is there already: those of its first source."""
        return next((source.blob.content for source in self.sources), b"")

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of all variants."""
        found = (self.source, *(variant.source for variant in self.variants))
        return tuple(source for source in found if source is not None)

    def variant(self, number: int) -> Variant:
        """The source and the partial ingest that calls of this variant meet."""
        return self.variants[number - 1] if number else Variant(self.source, self.partial)


NOTHING = Content()
"""There is nothing of such content anywhere."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The content that a scenario is about, by its digest."""

    contents: Mapping[str, Content] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(frozenset(self.contents.items()))

    def of(self, digest: str) -> Content:
        """Everything that exists of the content with this digest."""
        return self.contents.get(digest, NOTHING)

    @property
    def held(self) -> dict[str, Holder]:
        """The other party that ingests the content of a digest."""
        found = ((digest, content.held) for digest, content in self.contents.items())
        return {digest: holder for digest, holder in found if holder is not None}
