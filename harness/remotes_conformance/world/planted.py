"""A world with a planted fault: between the implementation and its collaborators, something is done
wrongly, as if the implementation itself did it.

All calls cross this border, whichever door carries the implementation. So one fault is planted in
the same way in a Python object, in an adapter in another language, and in a content store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..scenarios.scenario import Scenario
from .journal import Journal, Outcome, Refusal
from .kernel import World
from .parked import Parked
from .turns import Call, Served

MakeWorld: TypeAlias = Callable[[Scenario], World]
"""Makes the world of a play."""


def _as_it_is(call: Call) -> Call:
    return call


def _as_answered(call: Call, served: Served) -> Served:
    return served


def _as_ended(kind: str, outcome: Outcome) -> Outcome:
    return outcome


@dataclass(frozen=True, slots=True)
class Fault:
    """The mistakes of the world. Each part leaves what it does not concern as it is.

    * `call`: the call that the collaborator gets, in the place of the one that was made; None: it
      is left out, and the implementation is answered as if it had succeeded;
    * `answer`: what the implementation is answered, in the place of what the journal has: it acts
      on something else than its collaborator has answered, as if it had not looked;
    * `outcome`: how a call of the kind ("fetch", "push", …) ends, as the journal has it;
    * `repeats`: whether a call with that answer is made once more, at the same moment;
    * `leaves`: the strands left running after each play ("": nothing);
    * `given`: of a call to a real object of a plug or store: the answer that the journal has.
    """

    call: Callable[[Call], Call | None] = _as_it_is
    answer: Callable[[Call, Served], Served] = _as_answered
    outcome: Callable[[str, Outcome], Outcome] = _as_ended
    repeats: Callable[[Call, Served], bool] = lambda call, served: False
    leaves: str = ""
    given: Callable[
        [Call, Mapping[str, Any], Refusal | None], tuple[Mapping[str, Any], Refusal | None]
    ] = lambda call, result, refusal: (result, refusal)


class PlantedWorld(World):
    """One play of *scenario* with *fault*. `has_acted`: something was done otherwise."""

    def __init__(self, scenario: Scenario, fault: Fault) -> None:
        self.has_acted = bool(fault.leaves)
        self._fault = fault
        self._left_out: set[str] = set()
        super().__init__(scenario)

    def post(self, strand: str, call: Call, *, due: int | None = None) -> None:
        """*strand* is parked in *call*, or in what the fault makes of it."""
        if not call.external:
            made = self._altered(call)
            if made is None:
                # It takes its turn and no time, and stands in no journal.
                self._left_out.add(strand)
                made = Call(call.task, "wait", seconds=0.0)
            call = made
        super().post(strand, call, due=due)

    def _altered(self, call: Call) -> Call | None:
        made = self._fault.call(call)
        self.has_acted |= made is not call
        return made

    def forget(self, strand: str) -> None:
        self._left_out.discard(strand)
        super().forget(strand)

    def record(
        self, call: Call, posted: int, result: Mapping[str, Any], refusal: Refusal | None
    ) -> None:
        """A real object has answered *call*: it was made in any case, but may be left out here."""
        made = self._altered(call)
        if made is None:
            return
        given, error = self._fault.given(made, result, refusal)
        self.has_acted |= given is not result or error is not refusal
        super().record(made, posted, given, error)

    def returned(self, task: int, outcome: Outcome) -> None:
        call = self.scenario.calls[task]
        made = self._fault.outcome(getattr(call, "kind", ""), outcome)
        self.has_acted |= made is not outcome
        super().returned(task, made)

    def journal(
        self, *, left_behind: tuple[str, ...] = (), meddling: tuple[str, ...] = ()
    ) -> Journal:
        leaves = (self._fault.leaves,) if self._fault.leaves and self.stuck is None else ()
        return super().journal(left_behind=(*left_behind, *leaves), meddling=meddling)

    def _serve(self, parked: Parked) -> Served:
        served = super()._serve(parked)
        if parked.strand in self._left_out:
            self._left_out.discard(parked.strand)
            return Served(parked.strand)
        return served

    def _serve_collaborator(self, parked: Parked) -> Served:
        served = super()._serve_collaborator(parked)
        if self._fault.repeats(parked.call, served):
            self.has_acted = True
            served = super()._serve_collaborator(parked)
        made = self._fault.answer(parked.call, served)
        self.has_acted |= made is not served
        return made
