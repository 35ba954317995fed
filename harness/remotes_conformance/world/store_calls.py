"""The answers of the model of a content store to the calls of scripts: opens, writes, reads, lists.

Handlers are served by `collaborators`, scripts from here; both work on the same `ContentStore`, so
they meet at its refs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..scenarios.surroundings import Surroundings
from .content_store import ContentStore, Ingest, Refused
from .requests import Request, Result


@dataclass(slots=True)
class _Writer:
    """A writer that a script has opened. `ended`: why it takes nothing more ("": it does)."""

    ingest: Ingest
    ended: str = ""


@dataclass(slots=True)
class _Reader:
    """A reader keeps the bytes of its content: a deletion does not disturb it."""

    content: bytes
    position: int = 0
    closed: bool = False


@dataclass(slots=True)
class StoreCalls:
    """Serves the calls of scripts. `named` gives a new name to a handle, by its letter."""

    store: ContentStore
    surroundings: Surroundings
    named: Callable[[str], str]
    _writers: dict[str, _Writer] = field(default_factory=dict)
    _readers: dict[str, _Reader] = field(default_factory=dict)
    _continued: set[str] = field(default_factory=set)

    def serve(self, request: Request) -> Result:
        """The result of a call. Raises `Refused`."""
        return _SERVE[request.op](self, request)

    # -- ingests ---------------------------------------------------------------------------------

    def _open(self, call: Request) -> Result:
        ref, size, digest = call.args["ref"], call.args["size"], call.args["digest"]
        partial = b""
        if digest not in self._continued and not self.store.has_ingest(ref):
            left = self.surroundings.of(digest).partial
            partial = b"" if left is None else left.content
        ingest = self.store.open(call.now, ref, size, digest, partial)
        if partial:
            self._continued.add(digest)
        name = self.named("w")
        self._writers[name] = _Writer(ingest)
        return {"writer": name}

    def _open_writer(self, call: Request) -> _Writer:
        writer = self._writers[call.handle]
        if writer.ended:
            raise Refused("failed_precondition", f"the writer is {writer.ended}")
        return writer

    def _write(self, call: Request) -> Result:
        ingest = self._open_writer(call).ingest
        return {"n": self.store.write(call.now, ingest, call.args["data"])}

    def _truncate(self, call: Request) -> Result:
        self.store.truncate(call.now, self._open_writer(call).ingest, call.args["size"])
        return {}

    def _commit(self, call: Request) -> Result:
        writer = self._open_writer(call)
        try:
            self.store.commit(call.now, writer.ingest, call.args["size"], call.args["digest"])
        except Refused as refused:
            if refused.kind == "exists":
                writer.ended = "without an ingest: its content exists"
            raise
        writer.ended = "committed"
        return {}

    def _close_writer(self, call: Request) -> Result:
        writer = self._writers[call.handle]
        if not writer.ended:
            self.store.close(writer.ingest)
        writer.ended = "closed"
        return {}

    def _status(self, call: Request) -> Result:
        ingest = self._open_writer(call).ingest
        return {
            "ref": ingest.ref,
            "offset": len(ingest.content),
            "total": ingest.total,
            "expected": ingest.expected,
            "started": ingest.started,
            "updated": ingest.updated,
        }

    def _abort(self, call: Request) -> Result:
        self.store.abort(call.args["ref"])
        return {}

    # -- content ---------------------------------------------------------------------------------

    def _info(self, call: Request) -> Result:
        size, created = self.store.info(call.now, call.args["digest"])
        return {"size": size, "created": created}

    def _open_reader(self, call: Request) -> Result:
        content = self.store.read(call.now, call.args["digest"])
        name = self.named("r")
        self._readers[name] = _Reader(content)
        return {"reader": name, "size": len(content)}

    def _reader(self, call: Request, *numbers: str) -> _Reader:
        reader = self._readers[call.handle]
        if reader.closed:
            raise Refused("failed_precondition", "the reader is closed")
        if any(call.args[name] < 0 for name in numbers):
            raise Refused("invalid_argument", "a negative offset or size")
        return reader

    def _read(self, call: Request) -> Result:
        reader = self._reader(call, "n")
        data = reader.content[reader.position :][: call.args["n"]]
        reader.position += len(data)
        return {"data": data, "end": reader.position == len(reader.content)}

    def _read_at(self, call: Request) -> Result:
        reader, size = self._reader(call, "n", "offset"), call.args["n"]
        data = reader.content[call.args["offset"] :][:size]
        return {"data": data, "end": len(data) < size}

    def _close_reader(self, call: Request) -> Result:
        self._readers[call.handle].closed = True
        return {}

    def _delete(self, call: Request) -> Result:
        self.store.delete(call.now, call.args["digest"])
        return {}

    def _walk(self, call: Request) -> Result:
        return {"contents": [[digest, size] for digest, size in self.store.walk(call.now)]}


_SERVE: dict[str, Callable[[StoreCalls, Request], Result]] = {
    "Writer": StoreCalls._open,
    "Write": StoreCalls._write,
    "Truncate": StoreCalls._truncate,
    "Commit": StoreCalls._commit,
    "w.Close": StoreCalls._close_writer,
    "Status": StoreCalls._status,
    "Abort": StoreCalls._abort,
    "Info": StoreCalls._info,
    "Reader": StoreCalls._open_reader,
    "Read": StoreCalls._read,
    "ReadAt": StoreCalls._read_at,
    "r.Close": StoreCalls._close_reader,
    "Delete": StoreCalls._delete,
    "Walk": StoreCalls._walk,
}
