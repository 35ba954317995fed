"""The answers of the ingester, fetcher, provider and pusher of a world to each call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from ..scenarios.scenario import OF_TREES, HandlerCall, Scenario
from ..scenarios.surroundings import Blob, Holder, Source, Surroundings
from ..scenarios.whole_calls import whole_call
from .content_store import ContentStore, Ingest, Refused
from .handles import Names
from .journal import Strange
from .requests import Request, Result
from .store_calls import StoreCalls
from .visits import Visits

_NEEDS_ITS_ARGUMENTS = frozenset({"Write", "Truncate", "Read", "ReadAt", "Seek"})
"""Calls that nothing can be made of where an argument is `Strange`."""


MakeStore: TypeAlias = Callable[[Surroundings, Iterable[str], Mapping[str, Holder]], ContentStore]
"""Makes a store: of the content, the digests that are there, and those that are held."""


class _OpenReader:
    """A reader that was handed out: where it stands, and how many pieces it has given."""

    def __init__(self, task: int, source: Source) -> None:
        self.task = task
        self.source = source
        self.position = 0
        self._pieces = 0

    def next_size(self, wanted: int) -> int:
        """The size of the next piece, in bytes, if *wanted* are asked for."""
        pieces, self._pieces = self.source.pieces, self._pieces + 1
        return min(wanted, pieces[(self._pieces - 1) % len(pieces)]) if pieces else wanted


class _OpenWriter:
    def __init__(self, task: int, ingest: Ingest, store: ContentStore) -> None:
        self.task = task
        self.ingest: Ingest | None = ingest
        self.store = store


class Collaborators:
    """Serves every call. `progress` counts what brought some task further.

    Buffers are copied when a call is served, not when it was made: an implementation that changes a
    buffer under a writer which still holds it is seen to do so.
    """

    def __init__(self, scenario: Scenario, make_store: MakeStore = ContentStore) -> None:
        self._calls = {
            number: whole_call(scenario, call)
            for number, call in enumerate(scenario.calls)
            if isinstance(call, HandlerCall)
        }
        surroundings = scenario.surroundings
        contents, held = surroundings.contents.items(), surroundings.held
        in_store = (digest for digest, content in contents if content.in_store)
        in_remote = (digest for digest, content in contents if content.in_remote)
        # Only a remote whose pusher is an ingester has refs that another party can hold.
        has_refs = any(call.pusher_ingests for call in self._calls.values())
        self.store = make_store(surroundings, in_store, held)
        self.remote = ContentStore(surroundings, in_remote, held if has_refs else {})
        self._always_can = () if scenario.edition == "2017-06" else ("read_at",)
        self._name = Names().next
        self._scripts = StoreCalls(self.store, surroundings, self._name)
        self._visits = Visits(self._calls, self._name)
        self._surroundings = surroundings
        self._readers: dict[str, _OpenReader] = {}
        self._writers: dict[str, _OpenWriter] = {}
        self.progress = 0

    def owner(self, handle: str) -> int | None:
        """The task that a handle was opened for."""
        opened = self._readers.get(handle) or self._writers.get(handle)
        return opened.task if opened else None

    def serve(self, request: Request) -> Result:
        """The result of a call. Raises `Refused`."""
        if request.task not in self._calls:
            self.progress += 1  # a script comes to its end by each of its calls
            return self._scripts.serve(request)
        if request.op in _NEEDS_ITS_ARGUMENTS:
            for value in request.args.values():
                if isinstance(value, Strange):
                    raise Refused("invalid_argument", f"{request.op} cannot be given {value}")
        return _SERVE[request.op](self, request)

    # -- opening ---------------------------------------------------------------------------------

    def _writer(self, call: Request) -> Result:
        store = self.remote if self._calls[call.task].kind == "push" else self.store
        partial = self._partial(call.task)
        # A senseless value is taken for that of the task's descriptor, so that the run goes on.
        descriptor, ref = self._calls[call.task].descriptor, str(call.args["ref"])
        size = _sensible(call.args["size"], descriptor.size)
        digest = _sensible(call.args["digest"], descriptor.digest)
        ingest = store.open(call.now, ref, size, digest, partial)
        return self._opened_writer(call.task, ingest, store)

    def _push(self, call: Request) -> Result:
        # `push` has no refs and no locks: two pushes of one blob go side by side.
        descriptor = self._calls[call.task].descriptor
        if self.remote.has(call.now, descriptor.digest):
            raise Refused("exists", f"content {descriptor.digest} already exists in the remote")
        partial = self._partial(call.task)
        total = 0 if partial else descriptor.size
        ingest = Ingest(f"push-{call.task}-{descriptor.digest}", total, open=True)
        ingest.content.extend(partial)
        return self._opened_writer(call.task, ingest, self.remote)

    def _partial(self, task: int) -> bytes:
        blob = self._calls[task].partial
        return b"" if blob is None else blob.content

    def _opened_writer(self, task: int, ingest: Ingest, store: ContentStore) -> Result:
        name = self._name("w")
        self._writers[name] = _OpenWriter(task, ingest, store)
        ingest.task = task
        self.progress += 1
        return {"writer": name}

    def _source(self, call: Request) -> Result:
        whole = self._calls[call.task]
        digest, source = whole.descriptor.digest, whole.source
        if whole.kind in OF_TREES:
            digest, source = self._in_a_tree(call)
        if source is None:
            raise Refused("not_found", f"content {digest} not found")
        name = self._name("r")
        self._readers[name] = _OpenReader(call.task, source)
        self.progress += 1
        return {"reader": name, "can": list(self._abilities(call.op, source))}

    def _in_a_tree(self, call: Request) -> tuple[str, Source | None]:
        """The digest that is asked for, and its source: a whole tree is read from the store."""
        described = call.args.get("descriptor")
        digest = str(call.args["digest"] if described is None else getattr(described, "digest", ""))
        if call.op == "Reader" and self._calls[call.task].kind == "image":
            stored = self.store.read(call.now, digest)
            return digest, Source(Blob(stored, len(stored)))
        return digest, self._surroundings.of(digest).source

    def _abilities(self, op: str, source: Source) -> tuple[str, ...]:
        # From 1.0 on a provider hands out nothing that cannot be read at any offset.
        if op == "Reader":
            return tuple(dict.fromkeys(source.can + self._always_can))
        return source.can

    # -- handlers of ours ------------------------------------------------------------------------

    def _handle(self, call: Request) -> Result:
        self.progress += 1
        return self._visits.begin(call)

    def _handled(self, call: Request) -> Result:
        self.progress += 1
        return self._visits.end(call)

    # -- writing ---------------------------------------------------------------------------------

    def _open_ingest(self, handle: str) -> Ingest:
        ingest = self._writers[handle].ingest
        if ingest is None:
            raise Refused("other", f"writer {handle} is closed")
        return ingest

    def _status(self, call: Request) -> Result:
        ingest = self._open_ingest(call.handle)
        return {"ref": ingest.ref, "offset": len(ingest.content), "total": ingest.total}

    def _write(self, call: Request) -> Result:
        content, answer = call.args["data"], call.answer
        reported = taken = len(content)
        if answer is not None and answer.count is not None:
            # With an error, a count of more than there is means that everything was taken.
            reported = min(answer.count, taken) if answer.error else answer.count
            taken = reported if 0 <= reported <= taken else taken
        self._open_ingest(call.handle).content.extend(content[:taken])
        self.progress += taken
        return {"n": reported}

    def put_back(self, handle: str, offset: int) -> None:
        """The writer has been reset: what its ingest has from *offset* on is gone."""
        del self._open_ingest(handle).content[max(0, offset) :]

    def _truncate(self, call: Request) -> Result:
        if call.args["size"] != 0:
            raise Refused("invalid_argument", "an ingest can only be truncated to 0")
        self._open_ingest(call.handle).content.clear()
        return {}

    def _commit(self, call: Request) -> Result:
        ingest = self._open_ingest(call.handle)
        descriptor = self._calls[call.task].descriptor
        size = _sensible(call.args["size"], descriptor.size)
        digest = _sensible(call.args["digest"], descriptor.digest)
        self._writers[call.handle].store.commit(call.now, ingest, size, digest)
        self.progress += 1
        return {}

    def _close_writer(self, call: Request) -> Result:
        writer = self._writers[call.handle]
        if writer.ingest is not None:
            writer.ingest.open = False
            writer.ingest = None
            self.progress += 1
        return {}

    def _abort(self, call: Request) -> Result:
        return {}

    # -- reading ---------------------------------------------------------------------------------

    def _read(self, call: Request) -> Result:
        reader = self._readers[call.handle]
        size = reader.next_size(call.args["n"])
        result = self._take(reader.source, reader.position, size, with_end=reader.source.with_end)
        reader.position += len(result["data"])
        return result

    def _read_at(self, call: Request) -> Result:
        if call.args["offset"] < 0:
            raise Refused("invalid_argument", "a negative offset")
        reader, size = self._readers[call.handle], call.args["n"]
        # For handlers, a short answer has its reason with it, as `io.ReaderAt` has to. A
        # document comes in pieces by this method, too: its reader may be any provider's.
        if self._calls[call.task].kind == "children":
            size = reader.next_size(size)
        return self._take(reader.source, call.args["offset"], size, with_end=True)

    def _take(self, source: Source, position: int, size: int, *, with_end: bool) -> Result:
        content = source.blob.content
        breaks_at = source.breaks_at
        stop = len(content) if breaks_at is None else min(breaks_at, len(content))
        data = content[position : min(position + size, stop)]
        self.progress += len(data)
        at_stop = position + len(data) >= stop and (not data or with_end) and size > 0
        if at_stop and breaks_at is not None and breaks_at <= len(content):
            message = f"the source broke after {breaks_at} bytes"
            return {"data": data, "end": False, "breaks": (source.breaks_with, message)}
        return {"data": data, "end": at_stop}

    def _seek(self, call: Request) -> Result:
        reader = self._readers[call.handle]
        if "seek" not in reader.source.can:
            raise Refused("unsupported", "this source cannot seek")
        origin = {"start": 0, "current": reader.position, "end": len(reader.source.blob.content)}
        position = origin[call.args["whence"]] + call.args["offset"]
        if position < 0:
            raise Refused("invalid_argument", "a position before the start")
        if call.answer is not None and call.answer.position is not None:
            position = call.answer.position
        reader.position = position
        return {"offset": position}

    def _close_reader(self, call: Request) -> Result:
        self.progress += 1
        return {}


def _sensible(value: Any, otherwise: Any) -> Any:
    return otherwise if isinstance(value, Strange) else value


def copied(data: Any) -> bytes | Strange:
    """The bytes of a Write, as they are when it is served."""
    try:
        return data if isinstance(data, Strange) else bytes(data)
    except ValueError:
        return Strange("a memoryview that has been released")


_SERVE: dict[str, Callable[[Collaborators, Request], Result]] = {
    "Writer": Collaborators._writer,
    "Push": Collaborators._push,
    "Fetch": Collaborators._source,
    "Reader": Collaborators._source,
    "Status": Collaborators._status,
    "Write": Collaborators._write,
    "Truncate": Collaborators._truncate,
    "Commit": Collaborators._commit,
    "w.Close": Collaborators._close_writer,
    "Read": Collaborators._read,
    "ReadAt": Collaborators._read_at,
    "Seek": Collaborators._seek,
    "r.Close": Collaborators._close_reader,
    "Abort": Collaborators._abort,
    "Handle": Collaborators._handle,
    "Handled": Collaborators._handled,
}
