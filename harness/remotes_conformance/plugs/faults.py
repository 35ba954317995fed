"""Finds wrong calls that a plugged ingester or pusher accepts.

A handler may leave it to Commit to notice wrong content. Over a store that commits anything, such a
handler delivers wrong content without breaking a rule: so the store itself is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..content import HEX_LENGTHS, digest_of
from ..scenarios.scenario import Scenario
from ..scenarios.whole_calls import whole_call
from ..world.journal import Entry, Journal

PLUGGED = "wx"
"""The prefix of the journal's names for writers that a plug has opened."""
WRONG_SIZE = "Commit succeeded with a size that differs from that of the bytes written (STORE-6)"
WRONG_DIGEST = (
    "Commit succeeded with a digest that differs from that of the bytes written (STORE-6)"
)
TOOK_TOO_MUCH = (
    "Write returned more than the number of bytes it was given, or less than 0 (STORE-12)"
)


@dataclass(frozen=True, slots=True)
class PlugFault:
    """A wrong call that a `plug` ("ingester", "pusher") has accepted.

    `what`: the fault, a sentence. `times`: the number of such calls. `example`: the first of them,
    in numbers; `token`: its scenario.
    """

    plug: str
    what: str
    example: str
    token: str = ""
    times: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.plug, self.what


def plug_faults(scenario: Scenario, journal: Journal) -> Iterator[PlugFault]:
    """The wrong calls that were accepted in *journal*, in order."""
    writers: dict[str, _Writer] = {}
    for entry in journal.entries:
        opened = str(entry.result.get("writer", ""))
        if opened.startswith(PLUGGED):
            call = whole_call(scenario, scenario.handler_call(entry.task))
            partial = b"" if call.partial is None else call.partial.content
            writers[opened] = _Writer("pusher" if call.kind == "push" else "ingester", partial)
        elif entry.handle in writers:
            yield from writers[entry.handle].faults(entry)


class _Writer:
    """The content of one writer, as far as that is certain.

    `size` and `content` are None while they are not known: only the plug knows how the
    ingest began, and a failed Write may have taken any number of bytes.
    """

    def __init__(self, plug: str, partial: bytes) -> None:
        self._plug = plug
        self._partial = partial
        self._size: int | None = None
        self._content: bytearray | None = None

    def faults(self, entry: Entry) -> Iterator[PlugFault]:
        """The faults of a plug that accepts *entry*, a call on this writer."""
        if entry.op == "Status" and entry.refusal is None:
            self._begins_at(entry.result["offset"])
        elif entry.op == "Truncate":
            is_empty = entry.refusal is None and entry.args["size"] == 0
            self._size, self._content = (0, bytearray()) if is_empty else (None, None)
        elif entry.op == "Write":
            yield from self._write(entry)
        elif entry.op == "Commit" and entry.refusal is None:
            yield from self._commit(entry.args["size"], entry.args["digest"])

    def _begins_at(self, offset: int) -> None:
        if self._content is not None and offset <= len(self._content):
            self._content = self._content[:offset]
        elif self._size is None and offset <= len(self._partial):
            self._content = bytearray(self._partial[:offset])
        else:
            self._content = None
        self._size = offset

    def _write(self, entry: Entry) -> Iterator[PlugFault]:
        data, taken = entry.args["data"], entry.result.get("n")
        if entry.refusal is not None or taken is None:
            self._size = self._content = None
        elif not 0 <= taken <= len(data):
            self._size = self._content = None
            yield PlugFault(self._plug, TOOK_TOO_MUCH, f"{taken} of {len(data)} bytes")
        else:
            self._size = None if self._size is None else self._size + taken
            if self._content is not None:
                self._content += data[:taken]

    def _commit(self, size: int, digest: str) -> Iterator[PlugFault]:
        if self._size is not None and 0 < size != self._size:
            yield PlugFault(self._plug, WRONG_SIZE, f"{self._size} bytes, committed as {size}")
        algorithm, _, encoded = digest.partition(":")
        if self._content is None or len(encoded) != HEX_LENGTHS.get(algorithm):
            return
        if (computed := digest_of(bytes(self._content), algorithm)) != digest:
            example = f"{len(self._content)} bytes of {computed}, committed as {digest}"
            yield PlugFault(self._plug, WRONG_DIGEST, example)
