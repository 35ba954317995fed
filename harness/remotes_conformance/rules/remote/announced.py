"""Documents as a registry has sent them: their types, and what a client has read in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from ...media_types import kind_of
from ...scenarios.clients.image import Image, Part
from ...world.registry.journal import ClientJournal

EDITION: Final = "2.x"
"""The edition that knows the most media types."""


def required(image: Image, journal: ClientJournal) -> frozenset[str]:
    """The digests of all parts that a pull has to bring.

    Of a document that was announced as one of another kind, it need not bring anything that the
    document names, if it has requested nothing of that: then it has taken it for that kind.
    """
    if all(announced(one, journal) <= {one.media_type} for one in image.documents):
        return frozenset(part.digest for part in image.parts)
    return frozenset(part.digest for part in _read(image, journal, image.manifest))


def announced(document: Part, journal: ClientJournal) -> frozenset[str]:
    """The media types with which the registry has sent *document*, without parameters."""
    return frozenset(
        one.reply_header("Content-Type").partition(";")[0].strip().lower()
        for one in journal.exchanges
        if one.status == 200 and one.digest == document.digest
        if one.method in ("GET", "HEAD") and "/manifests/" in one.path
    )


def named_by(document: Part) -> frozenset[str]:
    """The digests that a document names."""
    found = json.loads(document.content)
    entries = [found.get("config", {}), *found.get("layers", ()), *found.get("manifests", ())]
    return frozenset(str(entry.get("digest")) for entry in entries)


def _read(image: Image, journal: ClientJournal, document: Part) -> Iterator[Part]:
    """*document* and what it names, as far as the client has taken it for a document."""
    yield document
    if document not in image.documents or is_taken_as_announced(image, journal, document):
        return
    names = named_by(document)
    for part in image.parts:
        if part.digest in names:
            yield from _read(image, journal, part)


def is_taken_as_announced(image: Image, journal: ClientJournal, document: Part) -> bool:
    """It was announced as another kind, and nothing was requested that it alone names."""
    kind = kind_of(document.media_type, EDITION)
    kinds = {kind_of(one, EDITION) for one in announced(document, journal)}
    if kinds <= {kind}:
        return False
    own = set(named_by(document))
    for other in image.documents:
        own -= named_by(other) if other is not document else set()
    return not any(one.digest in own for one in journal.exchanges)
