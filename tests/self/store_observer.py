"""The promises of a content store, checked on the journal of scripts alone.

Ingests, blobs and locks are worked out from the calls and their answers: nothing is asked of the
model that played them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from remotes_conformance.content import digest_of
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.world import World, play_scripts
from remotes_conformance.world.collaborators import MakeStore
from remotes_conformance.world.content_store import ContentStore
from remotes_conformance.world.journal import Entry, Journal


def play(scenario: Scenario, make_store: MakeStore = ContentStore) -> Journal:
    """The journal of these scripts, played against a store."""
    return play_scripts(World(scenario, make_store))


def broken_promises(scenario: Scenario, journal: Journal) -> list[str]:
    """The store's breaches, in order."""
    observer = _Observer(scenario)
    return [
        f"{entry.op} of t{entry.task}: {broken}"
        for entry in journal.entries
        if entry.op in _CHECKS
        for broken in _CHECKS[entry.op](observer, entry)
    ]


@dataclass
class _Ingest:
    """The bytes that were written under one ref since it was begun."""

    ref: str
    content: bytearray
    writer: str = ""


@dataclass
class _Observer:
    scenario: Scenario
    blobs: dict[str, bytes] = field(default_factory=dict)
    ingests: dict[str, _Ingest] = field(default_factory=dict)
    of_writer: dict[str, _Ingest] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    readers: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    continued: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for digest, content in self.scenario.surroundings.contents.items():
            if content.in_store:
                self.blobs[digest] = content.stored

    def now_is(self, entry: Entry) -> set[str]:
        """The digests that are held now. Content that a holder has committed is in the store."""
        held = self.scenario.surroundings.held
        for digest, holder in held.items():
            if holder.until <= entry.done and holder.commits and digest not in self.continued:
                self.continued.add(digest)
                self.blobs.setdefault(digest, self.scenario.surroundings.of(digest).stored)
        return {digest for digest, holder in held.items() if holder.until > entry.done}

    # -- ingests ---------------------------------------------------------------------------------

    def open(self, entry: Entry) -> Iterator[str]:
        """One writer for each ref; existing or held content is not ingested again."""
        held, ref, digest = self.now_is(entry), entry.args["ref"], entry.args["digest"]
        ingest = self.ingests.get(ref)
        is_open = ingest is not None and ingest.writer
        expected = "exists" if digest in self.blobs else ""
        expected = "locked" if is_open or digest in held else expected
        yield from _answered(entry, expected)
        if entry.refusal is not None:
            return
        if ingest is None:
            left = self.scenario.surroundings.of(digest).partial
            begins = b"" if left is None or digest in self.continued else left.content
            if begins:
                self.continued.add(digest)
            ingest = self.ingests[ref] = _Ingest(ref, bytearray(begins))
        ingest.writer = entry.result["writer"]
        self.of_writer[ingest.writer] = ingest

    def write(self, entry: Entry) -> Iterator[str]:
        """All bytes are taken, and come after those before."""
        yield from self._on_writer(entry)
        if entry.refusal is None:
            taken = entry.result["n"]
            if taken != len(entry.args["data"]):
                yield f"{taken} bytes were taken"
            self.of_writer[entry.handle].content += entry.args["data"][:taken]

    def truncate(self, entry: Entry) -> Iterator[str]:
        """To nothing, and to nothing else."""
        wrong = "invalid_argument" if entry.args["size"] else ""
        yield from self._on_writer(entry, wrong)
        if entry.refusal is None:
            self.of_writer[entry.handle].content.clear()

    def status(self, entry: Entry) -> Iterator[str]:
        """The offset is the number of bytes that were written."""
        yield from self._on_writer(entry)
        ingest = self.of_writer[entry.handle]
        if entry.refusal is None and entry.result["offset"] != len(ingest.content):
            yield f"offset {entry.result['offset']}, and {len(ingest.content)} bytes were written"
        if entry.refusal is None and entry.result["ref"] != ingest.ref:
            yield f"the ref is {ingest.ref}"

    def commit(self, entry: Entry) -> Iterator[str]:
        """It succeeds if the written bytes have the given size and digest."""
        self.now_is(entry)
        size, digest = entry.args["size"], entry.args["digest"]
        ingest = self.of_writer[entry.handle]
        computed = digest_of(bytes(ingest.content))
        expected = "failed_precondition" if digest not in ("", computed) else ""
        expected = "failed_precondition" if 0 < size != len(ingest.content) else expected
        expected = "exists" if (digest or computed) in self.blobs else expected
        yield from self._on_writer(entry, expected)
        gone = entry.refusal is None or entry.refusal.kind == "exists"
        if gone and entry.handle not in self.ended:
            self.ended.add(entry.handle)
            ingest.writer = ""
            self.ingests.pop(ingest.ref, None)
        if entry.refusal is None:
            self.blobs[digest or computed] = bytes(ingest.content)

    def close(self, entry: Entry) -> Iterator[str]:
        """It can be done again, and frees no ref of another writer."""
        yield from _answered(entry, "")
        ingest = self.of_writer[entry.handle]
        if ingest.writer == entry.handle:
            ingest.writer = ""
        self.ended.add(entry.handle)

    def abort(self, entry: Entry) -> Iterator[str]:
        """The written bytes are gone, and the ref is free."""
        ingest = self.ingests.get(entry.args["ref"])
        expected = "not_found" if ingest is None else "locked" if ingest.writer else ""
        yield from _answered(entry, expected)
        if entry.refusal is None:
            self.ingests.pop(entry.args["ref"], None)

    def _on_writer(self, entry: Entry, expected: str = "") -> Iterator[str]:
        ended = entry.handle in self.ended
        yield from _answered(entry, "failed_precondition" if ended else expected)

    # -- content ---------------------------------------------------------------------------------

    def info(self, entry: Entry) -> Iterator[str]:
        """Its size."""
        yield from self._about_content(entry)
        content = self.blobs.get(entry.args["digest"], b"")
        if entry.refusal is None and entry.result["size"] != len(content):
            yield f"size {entry.result['size']} of {len(content)} bytes"

    def open_reader(self, entry: Entry) -> Iterator[str]:
        """For existing content."""
        yield from self._about_content(entry)
        if entry.refusal is None:
            content = self.blobs.get(entry.args["digest"], b"")
            self.readers[entry.result["reader"]] = (content, 0)

    def read(self, entry: Entry) -> Iterator[str]:
        """The next bytes of the committed content, also after its deletion."""
        yield from self._read(entry, self.readers[entry.handle][1])
        content, position = self.readers[entry.handle]
        self.readers[entry.handle] = (content, position + len(entry.result.get("data", b"")))

    def read_at(self, entry: Entry) -> Iterator[str]:
        """The bytes from there on, and never others."""
        yield from self._read(entry, entry.args["offset"])

    def _read(self, entry: Entry, offset: int) -> Iterator[str]:
        wrong = "failed_precondition" if entry.handle in self.ended else ""
        wrong = wrong or "invalid_argument" * (offset < 0)
        yield from _answered(entry, wrong)
        expected = self.readers[entry.handle][0][max(0, offset) :][: entry.args["n"]]
        if entry.refusal is None and entry.result["data"] != expected:
            yield f"{entry.result['data']!r}, and not {expected!r}"

    def delete(self, entry: Entry) -> Iterator[str]:
        """It is there no more."""
        yield from self._about_content(entry)
        self.blobs.pop(entry.args["digest"], None)

    def walk(self, entry: Entry) -> Iterator[str]:
        """Each blob once, with its size."""
        self.now_is(entry)
        listed = sorted(map(tuple, entry.result["contents"]))
        expected = sorted((digest, len(content)) for digest, content in self.blobs.items())
        if listed != expected:
            yield f"it lists {listed}, and not {expected}"

    def close_reader(self, entry: Entry) -> Iterator[str]:
        """It can be done again."""
        yield from _answered(entry, "")
        self.ended.add(entry.handle)

    def _about_content(self, entry: Entry) -> Iterator[str]:
        self.now_is(entry)
        yield from _answered(entry, "" if entry.args["digest"] in self.blobs else "not_found")


def _answered(entry: Entry, expected: str) -> Iterator[str]:
    """Nothing if the call was answered with this class of error ("": with none)."""
    answer = "" if entry.refusal is None else entry.refusal.kind
    if answer != expected:
        yield f"{answer or 'success'}, and not {expected or 'success'}"


_CHECKS: dict[str, Callable[[_Observer, Entry], Iterator[str]]] = {
    "Writer": _Observer.open,
    "Write": _Observer.write,
    "Truncate": _Observer.truncate,
    "Commit": _Observer.commit,
    "w.Close": _Observer.close,
    "Status": _Observer.status,
    "Abort": _Observer.abort,
    "Info": _Observer.info,
    "Reader": _Observer.open_reader,
    "Read": _Observer.read,
    "ReadAt": _Observer.read_at,
    "r.Close": _Observer.close_reader,
    "Delete": _Observer.delete,
    "Walk": _Observer.walk,
}
