"""The model of the handlers that walks, dispatches and chains call: each visit, from its beginning
to its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from ..content import Descriptor
from ..scenarios.scenario import HandlerCall
from ..scenarios.trees import Visit
from .content_store import Refused
from .requests import Request, Result


class Visits:
    """The visits of one world. `name`: gives a visit its name, by a letter."""

    def __init__(self, calls: Mapping[int, HandlerCall], name: Callable[[str], str]) -> None:
        self._calls = calls
        self._name = name
        self._begun: dict[str, Visit] = {}
        self._times: Counter[tuple[int, str]] = Counter()

    def begin(self, call: Request) -> Result:
        """A handler is called: how long it takes, and under which name it comes to its end."""
        visit, name = self._visit(call), self._name("h")
        self._begun[name] = visit
        return {"visit": name, "waits": visit.waits, "heeds": visit.heeds}

    def _visit(self, call: Request) -> Visit:
        of, descriptor = self._calls[call.task], call.args["descriptor"]
        if of.tree is None:
            return of.chain[call.args["number"]] if of.chain else Visit()
        digest = descriptor.digest if isinstance(descriptor, Descriptor) else str(descriptor)
        self._times[call.task, digest] += 1
        return of.tree.visit(digest, self._times[call.task, digest])

    def end(self, call: Request) -> Result:
        """Its children. Raises `Refused` if it fails."""
        visit = self._begun[call.handle]
        if visit.heeds and call.args["ctx"]["cancelled"]:
            raise Refused("other", "the context was cancelled")
        if visit.error:
            raise Refused(visit.error, f"the handler raises {visit.error}", visit.wrap)
        return {"children": list(visit.children)}
