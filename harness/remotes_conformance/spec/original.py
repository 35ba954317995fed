"""The original's way through the table of the rules, in the surroundings of a scenario.

The table has the permitted calls of each state; a few habits choose the ones that the original
makes. The collaborators' answers are those of the world, and the judge follows every call: an order
that it would not accept is an error here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..contract.names import CollaboratorOp
from ..media_types import kind_of
from ..rules.case import Case
from ..rules.debts import names_the_ref, pays
from ..rules.finding import Judgement
from ..rules.follow import FollowedCall
from ..rules.moving import is_an_unexpected_end
from ..rules.opening import is_an_invalid_argument, names_the_type
from ..rules.run import OWN_EVENTS
from ..rules.table import OK, RESET, START, End
from ..rules.waits import comes_back_at_once, wait_after
from ..scenarios.scenario import Scenario
from ..world import Call as Asked
from ..world import Idle, World
from ..world.journal import Entry, Journal

_ENDS: Mapping[object, str] = {
    names_the_type: "an error that contains the media type",
    is_an_invalid_argument: "*invalid argument*",
    is_an_unexpected_end: "*unexpected end*",
    comes_back_at_once: "that lock error, without a wait",
    names_the_ref: "an error of that class that names the ref",
}
_PAYS = {"itself": "that error", "by its class": "an error of that class"}
_READS: tuple[CollaboratorOp, ...] = ("Read", "ReadAt")
_AT_LAST: tuple[CollaboratorOp, ...] = ("Writer", "Push", "Commit")
_MOVERS: tuple[CollaboratorOp, ...] = ("Fetch", "Reader", "Seek", "Truncate")
_AS_MUCH = 1 << 20


class Walk:
    """One call, as the original makes it. `events`: the calls of collaborators, in order."""

    def __init__(self, scenario: Scenario) -> None:
        self._world = World(scenario)
        case = Case(scenario, Journal(()))
        self._run, self._task = case.runs[0], scenario.handler_call(0)
        self.call = FollowedCall(self._run, case, Judgement())
        self.events: list[Entry] = []
        self._seen = 0
        self._begun = self._has_ended = self._to_seek = False
        self._asked: object = None
        self._step()
        self.call.enter(START)
        self.ends = self._to_its_end()

    # -- what it does ----------------------------------------------------------------------------

    def _to_its_end(self) -> str:
        while (op := self._next()) is not None:
            self._make(op)
        self._close()
        assert not self.call.judgement.broken, self.call.judgement.broken
        return self._how_it_ends()

    def _next(self) -> CollaboratorOp | None:
        """The next call that the original makes; None: it returns."""
        call, state = self.call, self.call.row.state
        if self._asks_the_status():
            return "Status"
        for op in _MOVERS:
            if self._offers(op, moves=not (op == "Seek" and self._to_seek)):
                return op
        reads = [op for op in _READS if self._offers(op)]
        if reads and not self._has_ended and not call.bytes.is_short:
            windowed = call.edition.push_window and call.is_push and "read_at" in self._run.can
            op = reads[-1 if windowed else 0]
            if not self._is_due():
                return op
        if self._is_due() and self._offers("Write") and not call.bytes.is_short:
            return "Write"
        if self._end(lenient=False) is not None or call.bytes.is_short:
            return None
        for op in _AT_LAST:
            if self._offers(op):
                return op
        assert self._end(lenient=True) is not None, state.name
        return None

    def _asks_the_status(self) -> bool:
        """True if it calls Status: once where the answer is needed; from 1.6 on, in every copy of a
        fetch first."""
        state, call = self.call.row.state, self.call
        if not self._offers("Status") or self._asked is state:
            return False
        if state.way:
            copies = self._offers("Write") or self._offers("Seek")
            return call.edition.status_first and not call.is_push and copies and not self._begun
        return not call.debts

    def _offers(self, op: str, *, moves: bool = False) -> bool:
        """True if the table expects *op* now: not as a leniency, and answered well."""
        steps = [laid.step for laid in self.call.row.steps.get(op, ())]
        return any(step.answer == OK and not step.why and (step.to or not moves) for step in steps)

    def _is_due(self) -> bool:
        """Bytes have to be written."""
        bytes_ = self.call.bytes
        if self._run.reader:
            return bytes_.missing > 0
        return bytes_.held < len(bytes_.content)

    def _end(self, *, lenient: bool) -> End | None:
        for end in self.call.row.ends:
            if (lenient or not end.why) and (end.when is None or end.when.holds(self.call)):
                return end
        return None

    def _how_it_ends(self) -> str:
        end = self._end(lenient=False) or self._end(lenient=True)
        assert end is not None
        special = [_ENDS[act] for act in end.does if act in _ENDS]
        if special or end.ok:
            return special[0] if special else "success"
        return _PAYS.get(self.call.debts[0].pays, "an error") if pays in end.does else "an error"

    # -- how it does it --------------------------------------------------------------------------

    def _make(self, op: CollaboratorOp) -> None:
        call = self.call
        if call.locks and op in ("Writer", "Push"):
            bound = wait_after(len(call.locks))
            wait = bound // 2 if call.edition.random_waits else bound
            self._world.pass_time(self._world.now + wait)
        self._asked = call.row.state if op == "Status" else self._asked
        self._begun = self._begun or (call.row.state.way)
        self._to_seek = self._to_seek and op != "Seek"
        handle = self._run.reader if op in ("Read", "ReadAt", "Seek") else self._run.writer
        opens = op in ("Writer", "Push", "Fetch", "Reader")
        entry = self._ask(op, "" if opens else handle, self._arguments(op))
        call.take(entry)
        if op in ("Read", "ReadAt"):
            self._has_ended = entry.result.get("end", True) or not entry.result["data"]
        if entry.refusal is not None and entry.refusal.kind == RESET:
            self._has_ended, self._to_seek = False, "seek" in self._run.can

    def _arguments(self, op: str) -> dict[str, Any]:
        descriptor, bytes_ = self._task.descriptor, self.call.bytes
        size, digest = descriptor.size, descriptor.digest
        ref = f"{kind_of(descriptor.media_type)}-{digest}"
        due = bytes_.reached if self._run.reader else len(bytes_.content)
        arguments: dict[str, dict[str, Any]] = {
            "Writer": {"ref": ref, "size": size, "digest": digest},
            "Push": {"descriptor": descriptor},
            "Fetch": {"descriptor": descriptor},
            "Reader": {"digest": digest},
            "Status": {},
            "Seek": {"offset": bytes_.start, "whence": "start"},
            "Truncate": {"size": 0},
            "Read": {"n": _AS_MUCH},
            "ReadAt": {"n": _AS_MUCH, "offset": max(bytes_.start, bytes_.reached)},
            "Write": {"data": bytes_.content[bytes_.held : due]},
            "Commit": {"size": size, "digest": digest},
        }
        return arguments[op]

    def _close(self) -> None:
        """Close everything that was opened, the reader first."""
        if self._run.reader:
            self._ask("r.Close", self._run.reader, {})
        if self._run.writer:
            self._ask("w.Close", self._run.writer, {})

    def _ask(self, op: CollaboratorOp, handle: str, args: Mapping[str, Any]) -> Entry:
        self._world.post("t0", Asked(0, op, handle, args))
        entry = self._step()
        self.events.append(entry)
        return entry

    def _step(self) -> Entry:
        """Let the world serve one call, and return its last entry."""
        while isinstance(served := self._world.step(), Idle):
            assert served.until is not None
            self._world.pass_time(served.until)
        entries = self._world.journal().entries
        for entry in entries[self._seen :]:
            self._run.add([entry])
        self._seen = len(entries)
        return entries[-1]


def in_brief(events: Sequence[Entry]) -> tuple[str, ...]:
    """The calls as the tables show them: plain reads left out, and `Write*` for many in a row."""
    return tuple(_collapsed(events))


def _collapsed(events: Sequence[Entry]) -> Iterator[str]:
    calls = [entry for entry in events if entry.op not in OWN_EVENTS and entry.op != "Read"]
    before: set[str] = set()
    for place, entry in enumerate(calls, 1):
        again = place < len(calls) and calls[place].op == entry.op == "Writer"
        if entry.op in ("Write", "ReadAt") or again:
            name = f"{entry.op}*"
            if name not in before:
                yield name
            before.add(name)
        else:
            before = set()
            yield entry.op
