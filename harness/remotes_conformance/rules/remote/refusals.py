"""Requests that are refused again and again (REMOTE-19): at most ten attempts for each.

Most requests name what they are about, so equal ones are attempts at the same thing. Requests of
an upload do not: every upload begins with the same POST, and goes on at a Location of its own.
There, attempts count for the blob. A PUT names it by its digest, and a PATCH by its bytes. A POST
names nothing, and uploads may begin side by side: which blob it was for is known only where the
other requests leave no choice. So POSTs are a loop only if they cannot be shared out among the
blobs that they may have been for, ten to each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, TypeAlias
from urllib.parse import unquote

from ...scenarios.clients.image import Part
from ...world.registry.journal import Exchange
from .case import Case
from .uploads import path_of_location

_ATTEMPTS: Final = 10
"""The number of times that one request may be refused."""
_Blobs: TypeAlias = frozenset[str]
"""Digests of blobs."""


def of_refusals(case: Case) -> None:
    """REMOTE-19, for every request that carried a password or a token."""
    refused = [one for one in case.exchanges if one.status == 401 and one.header("Authorization")]
    begins = [one for one in refused if one.what == "uploads" and not one.digest]
    expected = f"the client fails after at most {_ATTEMPTS} attempts"
    named = Counter(_named(one) for one in refused if one not in begins)
    for name, times in named.items():
        observed = f"{name} was refused {times} times"
        case.check("REMOTE-19", times <= _ATTEMPTS, expected, observed, "a loop")
    if begins:
        observed = _too_many(case, begins)
        expected = f"the client fails after at most {_ATTEMPTS} attempts for each blob"
        case.check("REMOTE-19", not observed, expected, observed, "a loop")


def _named(one: Exchange) -> str:
    """The subject of a request, in words: the same for each attempt."""
    if one.what == "upload" and one.digest:
        return f"{one.method} of an upload of {one.digest}"
    if one.what == "upload" and one.body_size:
        place = one.header("Content-Range")
        return f"{one.method} of {one.body_size} bytes {place} ({one.body_sha256})"
    return f"{one.method} {one.target}"


def _too_many(case: Case, begins: Iterable[Exchange]) -> str:
    """The POSTs that cannot be shared out, in words; empty: all can.

    By Hall's theorem, they can if there are, for each set of blobs, at most ten times as many
    POSTs for which no other blob comes into question.
    """
    uploads = _Uploads(case)
    counts = Counter(uploads.candidates(one) for one in begins)
    digests = sorted(frozenset().union(*counts))
    for size in range(1, len(digests) + 1):
        for chosen in map(frozenset, combinations(digests, size)):
            times = sum(n for blobs, n in counts.items() if blobs <= chosen)
            if times > _ATTEMPTS * size:
                what = "one blob" if size == 1 else f"{size} blobs"
                return f"the POST that begins an upload was refused {times} times, for {what}"
    return ""


class _Uploads:
    """The state of the uploads of each blob, from the requests of one operation."""

    def __init__(self, case: Case) -> None:
        self._is_driven = case.is_driven
        self._blobs = tuple(part for part in case.wanted if part not in case.image.documents)
        self._begun: dict[str, list[int]] = {}
        """By digest: the POSTs of the uploads that a PUT has named it for."""
        self._ends: list[tuple[int, str, bool]] = []
        """Each request that names the digest of an upload, and whether it succeeded."""
        self._asked: dict[str, list[tuple[int, bool]]] = {}
        """By digest: each HEAD, and whether the blob was there."""
        self._first_post = len(case.exchanges)
        opened: dict[str, int] = {}
        for one in case.exchanges:
            self._note(one, opened)

    def _note(self, one: Exchange, opened: dict[str, int]) -> None:
        if one.what == "uploads":
            self._first_post = min(self._first_post, one.number)
            if one.status == 202:
                opened[path_of_location(one)] = one.number
        if one.what in ("upload", "uploads") and one.digest:
            self._ends.append((one.number, one.digest, one.status == 201))
            begun = opened.get(unquote(one.path))
            if begun is not None:
                self._begun.setdefault(one.digest, []).append(begun)
        elif one.method == "HEAD" and one.digest:
            self._asked.setdefault(one.digest, []).append((one.number, one.status == 200))

    def candidates(self, post: Exchange) -> _Blobs:
        """The blobs whose upload that POST may have been meant to begin; if nothing shows any,
        all of them."""
        if self._is_driven:
            # The harness hands over one part after the other.
            after = [digest for number, digest, _ in self._ends if number > post.number]
            return frozenset(after[:1] or self._without_end())
        found = frozenset(one.digest for one in self._blobs if self._may_be(one, post.number))
        return found or frozenset(one.digest for one in self._blobs)

    def _without_end(self) -> Iterator[str]:
        """The first blob that no request of an upload names."""
        named = {digest for _, digest, _ in self._ends}
        yield from [one.digest for one in self._blobs if one.digest not in named][:1]

    def _may_be(self, blob: Part, post: int) -> bool:
        asked = self._asked.get(blob.digest, [])
        asks_first = any(times[0][0] < self._first_post for times in self._asked.values())
        if asked and asks_first and asked[0][0] > post:
            return False  # it is asked for only later
        begun = self._begun.get(blob.digest, [])
        if begun and max(begun) > post:
            return True
        ends = [(n, ok) for n, digest, ok in self._ends if digest == blob.digest]
        if not ends:
            return not any(is_there for number, is_there in asked if number < post)
        last, is_taken = ends[-1]
        return (last > post and not begun) or (last < post and not is_taken)
