"""Judges an entry: the first that breaks a requirement ends the judging of its scenario."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ...contract.names import RequirementId
from ...world.journal import Entry
from ..finding import Broken
from .state import Store

UNCLEAR = frozenset({"other", "exists", "locked"})
"""Classes of errors that do not mean that an argument is malformed."""
MISCOUNTED = "the ingest had another offset, as its status said"
"""The state in which an answer shows that the status after a failed call was not right."""
_WORDS = {"": "success", "other": "an error of no class"}


class Breach(Exception):
    """A requirement was broken. `id`, `broken`: which, and how."""

    def __init__(self, id: RequirementId, broken: Broken) -> None:
        super().__init__(id)
        self.id = id
        self.broken = broken


@dataclass(slots=True)
class Judge:
    """One entry, judged on the store that it is about. `kept`: requirements that it has kept.

    `failed`: the call of the operating system that the disk has refused in it ("": none).
    """

    store: Store
    entry: Entry
    failed: str = ""
    kept: list[RequirementId] = field(default_factory=list)
    answer: str = field(init=False)
    """The class of the error; "": success."""
    is_failing: bool = field(init=False)
    """The disk has refused something."""

    def __post_init__(self) -> None:
        refusal = self.entry.refusal
        self.answer = "" if refusal is None else refusal.kind
        self.is_failing = bool(self.failed)

    @property
    def in_words(self) -> str:
        """The answer, for a person."""
        refusal = self.entry.refusal
        if refusal is None:
            return "success"
        return f"{_WORDS.get(refusal.kind, in_words(refusal.kind))} ({refusal.message})"

    def keep(self, *ids: RequirementId) -> None:
        """The requirements applied, and were kept."""
        self.kept += ids

    def blame(
        self, id: RequirementId, expected: str, observed: str = "", *, state: str = ""
    ) -> Breach:
        """The breach of a requirement by this call, to be raised."""
        entry = self.entry
        step = f"{entry.op}: {in_words(self.answer)}"
        name = entry.op.removeprefix("w.").removeprefix("r.")
        broken = Broken(expected, observed or f"{name}: {self.in_words}", entry.task, state, step)
        return Breach(id, broken)

    def require(self, id: RequirementId, answers: Collection[str], *, state: str) -> None:
        """The answer has to be one of these classes ("": success). Any will do on a bad disk."""
        if self.answer in answers or (self.is_failing and self.answer not in ("", "exists")):
            self.keep(id)
            return
        words = " or ".join(in_words(one) for one in answers)
        raise self.blame(id, f"{words} ({state})", state=state)

    def require_error(self, id: RequirementId, *, state: str, but: str = "") -> None:
        """The answer has to be an error, of any class but one."""
        if not self.answer or self.answer == but:
            other = f", but not {in_words(but)}" if but else ""
            raise self.blame(id, f"an error{other} ({state})", state=state)
        self.keep(id)

    def require_clear_error(self, id: RequirementId, argument: str, *also: str) -> None:
        """A malformed argument has to be refused, by a class of errors with that meaning."""
        if self.answer in ("invalid_argument", *also) or (self.is_failing and self.answer):
            self.keep(id)
            return
        words = " or ".join(map(in_words, ("invalid_argument", *also)))
        raise self.blame(id, f"{words} (malformed: {argument:.80})", state="a malformed argument")


def in_words(kind: str) -> str:
    """A class of errors, for a person."""
    return _WORDS.get(kind, kind.replace("_", " "))
