"""The form of scenarios in `rc1.` tokens: a task was a call together with what it finds."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..content import Descriptor
from .scenario import Answer, Cancel, HandOver, KeyPrefix, Kind, Scenario
from .surroundings import Blob, Holder, Source
from .whole_calls import WholeCall, scenario_of


@dataclass(frozen=True, slots=True)
class OldSource:
    """`Source`; `joint` is its `with_end`."""

    blob: Blob
    can: tuple[str, ...] = ()
    pieces: tuple[int, ...] = ()
    breaks_at: int | None = None
    breaks_with: str = "other"
    joint: bool = False

    def now(self) -> Source:
        """The same source, in the form of today."""
        same = (self.blob, self.can, self.pieces, self.breaks_at, self.breaks_with)
        return Source(*same, with_end=self.joint)


@dataclass(frozen=True, slots=True)
class OldTask:
    """`WholeCall`; `ingest` is its `partial`."""

    kind: Kind
    descriptor: Descriptor
    source: OldSource | None = None
    present: bool = False
    ingest: Blob | None = None
    at: int = 0
    handler: int = 0
    cancel: Cancel | None = None
    answers: tuple[Answer, ...] = ()
    prefixes: tuple[KeyPrefix, ...] = ()
    derived: int | None = None
    pusher_ingests: bool = False

    def now(self) -> WholeCall:
        """The same call and what it finds, in the form of today."""
        changed = ("source", "ingest")
        same = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in changed}
        source = None if self.source is None else self.source.now()
        return WholeCall(**same, source=source, partial=self.ingest)


@dataclass(frozen=True, slots=True)
class OldHolder:
    """`Holder`, beside the digest of what it holds."""

    digest: str
    until: int
    commits: bool = False


@dataclass(frozen=True, slots=True)
class OldScenario:
    """`Scenario`, with its surroundings in tasks and holders."""

    tasks: tuple[OldTask, ...]
    holders: tuple[OldHolder, ...] = ()
    schedule: bytes = b""
    hand_overs: tuple[HandOver, ...] = ()
    seed: int = 0
    edition: str = "2017-06"

    def now(self) -> Scenario:
        """The same scenario, in the form of today."""
        return scenario_of(
            *(task.now() for task in self.tasks),
            held={one.digest: Holder(one.until, one.commits) for one in self.holders},
            schedule=self.schedule,
            hand_overs=self.hand_overs,
            seed=self.seed,
            edition=self.edition,
        )
