"""The kernel: every call parks its strand; one is chosen, served, written down and answered.

A strand is one line of execution of the implementation: a task, or a helper that a task started.
The kernel knows neither threads nor processes: a door posts calls, asks for the next step, and
carries the answer back. When no strand can go on, time jumps to the next moment when one can.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any

from ..contract.names import EventOp
from ..scenarios.scenario import Answer, HandlerCall, Scenario
from .collaborators import Collaborators, MakeStore, copied
from .content_store import ContentStore, Refused
from .journal import Entry, Journal, Outcome, Refusal, Stuck, entry_of
from .parked import Parked, nanoseconds
from .patience import Patience
from .requests import Request
from .schedule import Schedule
from .turns import Call, Idle, Over, Served

_OWN_ACTS = frozenset({"start", "wait", "block", "line", "yield"})
_OPENING = frozenset({"Writer", "Push", "Fetch", "Reader"})
_BY_BIRTH = attrgetter("birth")


class World:
    """One play of *scenario*: report events by `post` and `returned`, `step` it on."""

    def __init__(self, scenario: Scenario, make_store: MakeStore = ContentStore) -> None:
        self.scenario = scenario
        self.now = 0
        self.schedule = Schedule(scenario)
        self.cancelled: set[int] = set()
        self._collaborators = Collaborators(scenario, make_store)
        self._entries: list[Entry] = []
        self._parked: dict[str, Parked] = {}
        self._births: dict[str, int] = {}
        self._counts: dict[tuple[str | int, str], int] = {}
        self._current = ""
        self._errors = 0
        self._stuck: Stuck | None = None
        self._unreturned = set(range(len(scenario.calls)))
        self._answers: dict[tuple[int, str, int], Answer] = {}
        self._cancels_at: dict[int, int] = {}
        self._patience = Patience(self._unreturned, self._cancels_at)
        self._cancels_before: set[tuple[int, str, int]] = set()
        for number, call in enumerate(scenario.calls):
            if isinstance(call, HandlerCall):
                self._take_answers(number, call)
            self.post(f"t{number}", Call(number, "start"), due=call.at)

    def _take_answers(self, number: int, task: HandlerCall) -> None:
        """The answers that the scenario sets for the calls of one task."""
        for answer in task.answers:
            self._answers[number, answer.op, answer.nth] = answer
        if task.cancel is not None:
            if task.cancel.at is not None:
                self._cancels_at[number] = task.cancel.at
            if task.cancel.op:
                self._cancels_before.add((number, task.cancel.op, task.cancel.nth))

    # -- reports of doors -------------------------------------------------------------------------

    def post(self, strand: str, call: Call, *, due: int | None = None) -> None:
        """*strand* is parked in *call*."""
        op = call.op
        own = op in _OWN_ACTS
        key = (strand if own else call.task, op)
        nth = self._counts[key] = self._counts.get(key, 0) + 1
        birth = self._births.setdefault(strand, len(self._births))
        parked = self._parked[strand] = Parked(strand, birth, call, nth, self.now, own)
        if not own:
            parked.due = self.now
            if self._answers:
                answer = parked.answer = self._answers.get((call.task, op, nth))
                if answer is not None:
                    parked.due += answer.delay
        elif call.seconds is not None:
            parked.due = self.now + nanoseconds(call.seconds)
        else:
            parked.due = due

    def returned(self, task: int, outcome: Outcome) -> None:
        """*task* has come back. From a world that is over, it was driven out: no outcome counts."""
        self._unreturned.discard(task)
        self._patience.progressed(self._collaborators.progress)
        self.write(task, "return", result={"outcome": outcome})

    def write(
        self,
        task: int,
        op: EventOp,
        *,
        args: Mapping[str, Any] = {},
        result: Mapping[str, Any] = {},
    ) -> None:
        """Add an event of the implementation's own to the journal: "return", "log"."""
        if self._stuck is None:
            self._entries.append(entry_of(self.now, self.now, task, op, "", args, result, None))

    def record(
        self, call: Call, posted: int, result: Mapping[str, Any], refusal: Refusal | None
    ) -> None:
        """An external collaborator has answered *call*."""
        self._patience.progressed(self._collaborators.progress)
        made = entry_of(
            posted, self.now, call.task, call.asked, call.handle, call.args, result, refusal
        )
        if self._stuck is None:
            self._entries.append(made)

    def owner(self, handle: str) -> int | None:
        """The task for which a writer or reader was opened."""
        return self._collaborators.owner(handle)

    def forget(self, strand: str) -> None:
        """*strand* has ended."""
        self._parked.pop(strand, None)

    def pass_time(self, until: int) -> None:
        """Nothing happens until *until*."""
        if until > self.now:
            self.now = until
            self._patience.time_passed()
        self._fire_timed_cancels()

    def give_up(self, why: str, details: str) -> None:
        """The world cannot be played to its end: what happens from now on is not written down."""
        if self._stuck is None:
            self._stuck = Stuck(why, details, tuple(sorted(self._unreturned)))

    @property
    def unreturned(self) -> frozenset[int]:
        return frozenset(self._unreturned)

    @property
    def entries_so_far(self) -> int:
        """The number of entries in the journal by now."""
        return len(self._entries)

    @property
    def stuck(self) -> Stuck | None:
        return self._stuck

    def parked_call(self, strand: str) -> Call | None:
        """The call in which *strand* is parked."""
        parked = self._parked.get(strand)
        return None if parked is None else parked.call

    def describe_parked(self) -> list[str]:
        """The call in which each strand waits, for a person."""
        return [f"{parked.strand} in {parked.where}" for parked in self._parked.values()]

    def journal(
        self, *, left_behind: tuple[str, ...] = (), meddling: tuple[str, ...] = ()
    ) -> Journal:
        played = tuple(self.schedule.choices), tuple(self.schedule.taken)
        return Journal(tuple(self._entries), self._stuck, left_behind, meddling, *played)

    # -- what doors ask --------------------------------------------------------------------------

    def step(self) -> Served | Idle | Over:
        """Serve one parked call, if any can be served now."""
        if self._stuck is not None or not self._unreturned:
            return Over(self._stuck)
        return self.serve_next()

    def serve_next(self) -> Served | Idle | Over:
        """As `step`, also when all tasks are back: for the helpers they left."""
        if self._cancels_at:
            self._fire_timed_cancels()
        able, now = [], self.now
        for parked in self._parked.values():
            due = parked.due
            if (due is not None and due <= now) or (parked.own and self._is_woken(parked)):
                able.append(parked)
        if not able:
            return Idle(self._next_moment())
        if self._out_of_patience():
            return Over(self._stuck)
        parked = able[0] if len(able) == 1 else self._choose(able)
        del self._parked[parked.strand]
        self._current = parked.strand
        self._patience.served += 1
        return self._serve(parked)

    def idle(self) -> Idle | None:
        """The `Idle` that `step` would return; None: a strand can go on. Serves no call."""
        for parked in self._parked.values():
            due = parked.due
            if (due is not None and due <= self.now) or (parked.own and self._is_woken(parked)):
                return None
        return Idle(self._next_moment())

    def _is_woken(self, parked: Parked) -> bool:
        """True if a wait or block can go on before its time."""
        call = parked.call
        if call.ready is not None:
            return call.ready()
        return call.heeds_cancel and call.task in self.cancelled

    def _next_moment(self) -> int | None:
        moments = [parked.due for parked in self._parked.values() if parked.due is not None]
        if self._cancels_at:
            moments += [at for task, at in self._cancels_at.items() if task in self._unreturned]
        return min(moments, default=None)

    def _choose(self, able: list[Parked]) -> Parked:
        able.sort(key=_BY_BIRTH)
        preempts = False
        for place, parked in enumerate(able):
            if parked.strand == self._current:
                preempts = True
                if parked.call.op != "yield":
                    able.insert(0, able.pop(place))
        return able[self.schedule.pick(able, preempts=preempts)]

    def _out_of_patience(self) -> bool:
        ended = self._patience.ended(self._collaborators.progress, self._parked.values(), self.now)
        if ended is not None:
            self.give_up(*ended)
        return ended is not None

    # -- serving ---------------------------------------------------------------------------------

    def _serve(self, parked: Parked) -> Served:
        call = parked.call
        if not parked.own:
            if self._cancels_before and (call.task, call.op, parked.nth) in self._cancels_before:
                self._cancel(call.task)
            return self._serve_collaborator(parked)
        cancelled = call.task in self.cancelled
        if call.op == "start":
            self._patience.progressed(self._collaborators.progress)
            self.write(call.task, "start", args={"cancelled": cancelled})
            return Served(parked.strand)
        ended = parked.due is not None and parked.due <= self.now
        return Served(parked.strand, woken=(call.heeds_cancel and cancelled) or not ended)

    def _serve_collaborator(self, parked: Parked) -> Served:
        call, args, answer = parked.call, parked.call.args, parked.answer
        if "data" in args:
            args = {**args, "data": copied(args["data"])}
            if isinstance(args["data"], bytes):
                self._patience.written += len(args["data"])
        result: Mapping[str, Any] = {}
        refusal: Refusal | None = None
        if call.external and (answer is None or not answer.error):
            return Served(parked.strand, posted=parked.posted)
        try:
            if not call.external and (answer is None or not answer.error or answer.count):
                request = Request(self.now, call.task, call.asked, call.handle, args, answer)
                result = self._collaborators.serve(request)
                self._patience.opened += call.op in _OPENING
                if broken := result.get("breaks"):
                    refusal = self.refusal(*broken)
                    result = {"data": result["data"], "end": False}
            if answer is not None and answer.error:
                ref = call.args.get("ref")
                message = f"ref {ref}" if ref else f"{call.op} refused"
                refusal = self.refusal(answer.error, f"{message}: {answer.error}", answer.wrap)
                self._reset(call, answer)
        except Refused as error:
            self._patience.was_refused(call.task, error)
            wrap = answer.wrap if answer else error.wrap
            refusal = self.refusal(error.kind, error.message, wrap)
        self._entries.append(
            entry_of(
                parked.posted, self.now, call.task, call.asked, call.handle, args, result, refusal
            )
        )
        return Served(parked.strand, result, refusal)

    def _reset(self, call: Call, answer: Answer) -> None:
        """A writer that asks for a reset has the offset where it wants to go on in its status."""
        resets = answer.error == "reset" and call.op in ("Write", "Commit")
        if resets and answer.position is not None and not call.external:
            self._collaborators.put_back(call.handle, answer.position)

    def refusal(self, kind: str, message: str, wrap: str = "") -> Refusal:
        """A new error, with an identity of its own."""
        self._errors += 1
        return Refusal(kind, f"e{self._errors}", wrap, message)

    # -- cancellation ----------------------------------------------------------------------------

    def _fire_timed_cancels(self) -> None:
        for task, at in list(self._cancels_at.items()):
            if at <= self.now:
                del self._cancels_at[task]
                self._cancel(task)

    def _cancel(self, task: int) -> None:
        if task not in self.cancelled and task in self._unreturned:
            self.cancelled.add(task)
            self.write(task, "cancel")
