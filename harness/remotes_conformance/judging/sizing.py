"""The size of a big story: no bigger than the implementation can copy within some calls.

A right handler may copy byte by byte. Twenty mebibytes would then be forty million calls. So two
small copies are counted first, and where the story would take too many calls, everything in it is
made smaller by the same share: the content, where it breaks, what is there already, the pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from ..content import Descriptor, digest_of
from ..contract.names import Edition
from ..media_types import OCI_LAYER
from ..scenarios.scenario import Answer, Kind, Scenario
from ..scenarios.surroundings import Blob, Source
from ..scenarios.whole_calls import WholeCall, scenario_of, whole_calls, with_calls
from ..world.journal import Journal

BUDGET = 20_000
"""Calls that one big story may take."""
FAR_BUDGET = 80_000
"""The same, where more than `HELD` can be copied with so many: only then COPY-21 shows in full."""
HELD = 16 * 1024 * 1024
"""Bytes that a handler may hold, as COPY-21 has it."""
BIG = 16 * 1024
"""Content up to this size is always played as it is; lengths up to it are left alone."""
_PROBES = (4 * 1024, 16 * 1024)
_HASHES = ("sha256", "sha512")


class Sizing:
    """The sizes for one implementation; *play* is used once for each kind, on the first demand."""

    def __init__(self, play: Callable[[Scenario], Journal], edition: Edition) -> None:
        self._play = play
        self._edition = edition
        self._rates: dict[Kind, Fraction] = {}

    def rate(self, kind: Kind) -> Fraction:
        """Calls for each byte of a copy.

        Two sizes are compared: what a call costs once does not count, nor a slow start.
        """
        if kind not in self._rates:
            few, many = (self._calls(kind, size) for size in _PROBES)
            more = max(0, many - few) if few and many else 0
            self._rates[kind] = Fraction(more, _PROBES[1] - _PROBES[0])
        return self._rates[kind]

    def _calls(self, kind: Kind, size: int) -> int:
        """The number of calls that a copy of *size* bytes takes; 0: it does not succeed."""
        content = Blob(b"0123456789abcdef", size)
        described = Descriptor(OCI_LAYER, digest_of(content.content), size)
        call = WholeCall(kind, described, Source(content))
        journal = self._play(scenario_of(call, edition=self._edition))
        if journal.stuck is not None:
            return 0
        succeeded = any(e.op == "return" and e.result["outcome"].ok for e in journal.entries)
        return len(journal.entries) if succeeded else 0

    def fitted(self, scenario: Scenario) -> Scenario:
        """*scenario*, made smaller if it has to be; itself if not."""
        if not _is_big(scenario):
            return scenario
        calls = whole_calls(scenario)
        fitted = tuple(map(self._fitted, calls))
        return scenario if fitted == calls else with_calls(scenario, fitted)

    def _fitted(self, call: WholeCall) -> WholeCall:
        size = 0 if call.source is None else call.source.blob.size
        if size <= BIG or call.kind not in ("fetch", "push"):
            return call
        rate = self.rate(call.kind)
        affordable = BUDGET
        if size > HELD and rate * (HELD + BIG) <= FAR_BUDGET:
            affordable = FAR_BUDGET
        if rate * size <= affordable:
            return call
        return _smaller(call, affordable / (rate * size))

    def notes(self, whole: Scenario, played: Scenario) -> list[str]:
        """The notes for the report if *played* is smaller than the story, *whole*."""
        if played is whole:
            return []
        pairs = zip(whole_calls(whole), whole_calls(played), strict=True)
        return [
            f"big blobs are made smaller where they are copied by a {before.kind}: it makes "
            f"{float(self.rate(before.kind)):.2g} calls for each byte"
            for before, after in pairs
            if before != after
        ]


def _is_big(scenario: Scenario) -> bool:
    """True if some content is: only then has each call to be looked at."""
    contents = scenario.surroundings.contents.values()
    return any(source.blob.size > BIG for content in contents for source in content.sources)


def _smaller(call: WholeCall, share: Fraction) -> WholeCall:
    def scaled(length: int) -> int:
        return max(1, int(length * share)) if length > 0 else length

    def piece(length: int) -> int:
        return scaled(length) if length > BIG else length

    def part(answer: Answer) -> Answer:
        count, position = answer.count, answer.position
        return replace(
            answer,
            count=None if count is None else piece(count),
            position=None if position is None else piece(position),
        )

    source = call.source
    assert source is not None, "only a copy is big"
    blob = Blob(source.blob.pattern, scaled(source.blob.size))
    return replace(
        call,
        descriptor=_described(call.descriptor, source.blob, blob),
        source=replace(
            source,
            blob=blob,
            pieces=tuple(map(piece, source.pieces)),
            breaks_at=None if source.breaks_at is None else scaled(source.breaks_at),
        ),
        partial=call.partial and Blob(call.partial.pattern, scaled(call.partial.size)),
        answers=tuple(map(part, call.answers)),
    )


def _described(descriptor: Descriptor, before: Blob, after: Blob) -> Descriptor:
    """The descriptor is as right or wrong about the smaller content as it was about the big one."""
    algorithm = descriptor.digest.partition(":")[0]
    digest, size = descriptor.digest, descriptor.size
    if algorithm in _HASHES and digest == digest_of(before.content, algorithm):
        digest = digest_of(after.content, algorithm)
    if size > 0:
        size = max(1, size - before.size + after.size)
    data = descriptor.data
    if data is not None and data == before.content:
        data = after.content
    return replace(descriptor, digest=digest, size=size, data=data)


def _moves_much(scenario: Scenario) -> bool:
    """True if a call moves more than a handler may hold."""
    return any(call.source and call.source.blob.size > HELD for call in whole_calls(scenario))


def holds_little(whole: Scenario, played: Scenario, journal: Journal) -> bool:
    """True if *journal* is evidence for COPY-21, though too little was copied to prove it.

    The story would move more than a handler may hold. The played one moves less; but reading was
    never further ahead of writing than half of that, so the handler does not wait for the end.
    """
    if played is whole or not _moves_much(whole) or _moves_much(played):
        return False
    ahead = most = written = 0
    for entry in journal.entries:
        if entry.op in ("Read", "ReadAt"):
            ahead += len(entry.result.get("data", b""))
        elif entry.op == "Write":
            ahead -= entry.result.get("n", 0)
            written += entry.result.get("n", 0)
        most = max(most, ahead)
    return journal.stuck is None and 0 < 2 * most <= written
