"""Separates a broken adapter from a wrong implementation, before anything is judged.

A *fault* is certainly the adapter's: the protocol or the translation is wrong, whatever the
handlers do. A *doubt* may be a fault of either: it is reported, and the judging goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...content import Descriptor, digest_of
from ...contract.capabilities import HANDLERS, TREES
from ...media_types import OCI_LAYER
from ...scenarios.scenario import MILLISECOND, Answer, Cancel, Kind, Scenario
from ...scenarios.surroundings import Blob, Holder, Source
from ...scenarios.whole_calls import WholeCall, scenario_of
from ...telling.shortening import on_one_line
from ...world.journal import Journal
from .adapter_finding import EVERYTHING, Finding, calls_in, not_played, outcome_in
from .door import CommandDoor
from .tree_examination import tree_findings

_CONTENT = Blob(b"what the doctor serves", 22)
_LAYER = Descriptor(OCI_LAYER, digest_of(_CONTENT.content), _CONTENT.size)
_CLASSES = ("not_found", "failed_precondition", "invalid_argument", "unavailable", "unsupported")
_SOURCE = Source(_CONTENT, pieces=(8,))
_NOT_ASCII = "text/größe \N{OPEN BOOK}"


_COPIES = frozenset({"fetch", "push"})
_TREES = EVERYTHING.difference(_COPIES, {"key"})
_FUNCTIONS = frozenset(one.wire for one in (*HANDLERS, *TREES))
_LEVELS = frozenset({"debug", "info", "warning", "error"})


class Examination:
    """The doctor's findings about the adapter behind *door*.

    `findings` are in the order of the checks. Where a child does not survive one, or a check has
    found a fault, what builds on it is not looked at.
    """

    def __init__(self, door: CommandDoor) -> None:
        self._door = door
        self._dead = False
        self._latest = Journal(())
        self.unsuccessful: list[str] = []
        """Kinds of calls that do not succeed, or never return, where nothing goes wrong."""
        self._clock = _Clock(virtual="virtual-time" in door.describe()["capabilities"])
        self._offers = frozenset(door.describe()["capabilities"])
        with door.also_on_turn(self._clock):
            self.findings = tuple(self._examine())

    @property
    def faults(self) -> tuple[str, ...]:
        """The reasons why the adapter is broken; empty: none was found."""
        return tuple(finding.text for finding in self.findings if finding.certain)

    @property
    def blocked(self) -> Mapping[str, str]:
        """By the kinds of calls that cannot be judged: why."""
        return {
            kind: one.text for one in reversed(self.findings) if one.certain for kind in one.blocks
        }

    @property
    def doubts(self) -> tuple[str, ...]:
        """The findings that may be the adapter's fault, or that of the implementation."""
        return tuple(finding.text for finding in self.findings if not finding.certain)

    def _examine(self) -> Iterator[Finding]:
        if not self._offers & _FUNCTIONS:
            offered = on_one_line(", ".join(sorted(self._offers)), 300) or "nothing"
            yield Finding(
                True,
                f"its capabilities name none of {', '.join(sorted(_FUNCTIONS))}, but {offered}: "
                "add one of these to the answer to “describe”",
            )
        checks: list[tuple[frozenset[str], Callable[[], Iterator[Finding]]]]
        checks = [(EVERYTHING, self._an_empty_world)]
        if "make_ref_key" in self._offers:
            checks.append((frozenset({"key"}), self._one_key))
        if "fetch" in self._offers:
            checks.append((_COPIES, self._one_fetch))
            # Errors, texts, contexts and time are the same for fetches and for trees.
            others = (self._errors, self._texts, self._cancellation, self._time)
            checks += [(_COPIES | _TREES, check) for check in others]
        if "push" in self._offers:
            checks.append((frozenset({"push"}), self._one_push))
        dead: frozenset[str] = frozenset()
        for blocks, check in checks:
            if blocks & dead:
                continue
            self._dead = False
            for finding in check():
                yield finding._replace(blocks=blocks)
            if self._dead:
                dead |= blocks
        if not dead & _TREES:
            yield from tree_findings(self._offers, self._played, virtual=self._clock.virtual)
        if self._clock.overrun:
            yield Finding(True, self._clock.overrun)

    def _play(self, *calls: WholeCall, held: Mapping[str, Holder] = {}) -> Journal:
        return self._played(scenario_of(*calls, held=held))

    def _played(self, scenario: Scenario) -> Journal:
        journal = self._door.play(scenario)
        # Anything that shows later is left to the judging.
        return next((late for of, late in self._door.late() if of is scenario), journal)

    # -- the checks ------------------------------------------------------------------------------

    def _failed(self, journal: Journal, what: str) -> Iterator[Finding]:
        """The finding about a world that was not played to its end."""
        for finding in not_played(journal, what):
            self._dead = True
            yield finding

    def _an_empty_world(self) -> Iterator[Finding]:
        for number in ("one", "a second"):
            for finding in self._failed(self._play(), f"{number} world without any call"):
                yield Finding(True, finding.text)
                return

    def _one_key(self) -> Iterator[Finding]:
        journal = self._play(WholeCall("key", _LAYER))
        yield from self._failed(journal, "asking for one ref key")
        ended = outcome_in(journal)
        if ended is None:
            self.unsuccessful.append("key")
            return
        if ended.key is None:
            seen = f" ({ended.crash})" if ended.crash else ""
            yield Finding(
                True, "“start” of kind “key” returns no “key” that is a string: return what "
                f"make_ref_key returned{seen}"
            )  # fmt: skip
        journal = self._play(WholeCall("key", replace(_LAYER, media_type=_NOT_ASCII)))
        yield from self._failed(journal, "asking for the ref key of an unknown media type")
        for entry in journal.entries:
            if entry.op == "log" and entry.args["level"] not in _LEVELS:
                yield Finding(
                    False, f"it logs at the level {entry.args['level']!r}, which the rules do not "
                    f"know: use one of {', '.join(sorted(_LEVELS))}"
                )  # fmt: skip

    def _to_its_end(self, kind: Kind, *ops: str) -> Iterator[Finding]:
        """One call of *kind* in which nothing goes wrong: it calls *ops*, and succeeds."""
        journal = self._play(WholeCall(kind, _LAYER, _SOURCE))
        yield from self._failed(journal, f"one {kind} with canned answers")
        self._latest = journal
        ended = outcome_in(journal)
        if ended is None:
            self.unsuccessful.append(kind)
            return
        missing = [op for op in ops if not calls_in(journal, op)]
        seen = ended.crash or ("" if ended.ok else f"it fails with {ended.message!r:.300}")
        if missing and not seen:
            seen = f"it succeeds without a call of {' and '.join(missing)}"
        if seen:
            self.unsuccessful.append(kind)
            called = (
                ", ".join(dict.fromkeys(entry.op for entry in calls_in(journal)))
                or "no collaborator"
            )
            yield Finding(
                False, f"a {kind} in which nothing goes wrong does not end: {seen}; "
                f"it called {called}{self._door.latest_stderr()}"
            )  # fmt: skip

    def _one_push(self) -> Iterator[Finding]:
        yield from self._to_its_end("push", "Push", "Commit")

    def _one_fetch(self) -> Iterator[Finding]:
        yield from self._to_its_end("fetch", "Writer", "Fetch", "Commit")
        journal = self._latest
        for call in calls_in(journal, "Writer"):
            if call.args["ctx"]["task"] != "t0":
                yield Finding(
                    False, "Writer finds no task in its context: put the task's name into it as "
                    "a value, unless the handler itself passes another context"
                )  # fmt: skip
            if call.args["digest"] != _LAYER.digest or call.args["size"] != _LAYER.size:
                yield Finding(
                    False, "Writer is called with a digest or size that is not the descriptor's: "
                    "check how the adapter reads “descriptor”"
                )  # fmt: skip
        for call in calls_in(journal, "Write"):
            if bytes(call.args["data"]) not in _CONTENT.content:
                yield Finding(
                    False,
                    "Write offers bytes that no Read has returned: check how the adapter "
                    "carries “data”",
                )

    def _errors(self) -> Iterator[Finding]:
        lost = []
        for kind in _CLASSES:
            refusing = WholeCall("fetch", _LAYER, _SOURCE, answers=(Answer("Writer", error=kind),))
            journal = self._play(refusing)
            yield from self._failed(journal, f"a fetch whose Writer fails with {kind}")
            refusals = [call.refusal for call in calls_in(journal, "Writer") if call.refusal]
            ended = outcome_in(journal)
            if not refusals or ended is None or ended.crash:
                continue
            if refusals[0].id not in ended.ids:
                lost.append(kind)
            elif kind not in ended.kinds:
                yield Finding(
                    True, f"the handler fails with the error {refusals[0].id}, but its class "
                    f"{kind} is not among its “kinds”: report each class that your language "
                    "recognises"
                )  # fmt: skip
        if len(lost) == len(_CLASSES):
            yield Finding(
                False, "no error of a collaborator is recognised when the handler fails with it: "
                "report its id in “ids”, unless the handler replaces every error"
            )  # fmt: skip

    def _texts(self) -> Iterator[Finding]:
        """Characters of one, two and four bytes in UTF-8 go there and back."""
        titled = replace(_LAYER, media_type=_NOT_ASCII, annotations={"title": _NOT_ASCII})
        journal = self._play(WholeCall("fetch", titled, _SOURCE))
        yield from self._failed(journal, "a fetch of a descriptor with characters beyond ASCII")
        for call in calls_in(journal, "Fetch"):
            seen = call.args["descriptor"]
            if isinstance(seen, Descriptor) and seen != titled:
                found = f"{seen.media_type!r:.80}, {dict(seen.annotations)!r:.80}"
                yield Finding(
                    False, f"Fetch is called with another descriptor than that of “start”, {found}"
                    ": read and write texts as UTF-8"
                )  # fmt: skip

    def _cancellation(self) -> Iterator[Finding]:
        journal = self._play(WholeCall("fetch", _LAYER, _SOURCE, cancel=Cancel(at=0)))
        yield from self._failed(journal, "a fetch that is cancelled beforehand")
        for call in calls_in(journal, "Writer"):
            if call.args["ctx"]["task"] == "t0" and not call.args["ctx"]["cancelled"]:
                yield Finding(
                    True, "“start” with “cancelled” true: the context that Writer finds is not "
                    "cancelled: cancel it before the handler is called"
                )  # fmt: skip

    def _time(self) -> Iterator[Finding]:
        if not self._clock.virtual:
            refused = (Answer("Writer", error="locked"),)
            journal = self._play(WholeCall("fetch", _LAYER, _SOURCE, answers=refused))
            yield from self._failed(journal, "a fetch whose ref is locked once, in real time")
            return
        held = {_LAYER.digest: Holder(100 * MILLISECOND)}
        journals = [self._play(WholeCall("fetch", _LAYER, _SOURCE), held=held) for _ in range(2)]
        yield from self._failed(journals[0], "a fetch whose ref is locked for 100 ms")
        if not self._dead and journals[0].to_json() != journals[1].to_json():
            yield Finding(
                False, "the same world goes differently when it is played again: at “begin”, set "
                "the clock to 0 and seed all random numbers with “seed”"
            )  # fmt: skip


class _Clock:
    """Checks in each turn that a clock of `virtual-time` goes no further than it may."""

    def __init__(self, *, virtual: bool) -> None:
        self.virtual = virtual
        self.overrun = ""
        self._latest = 0

    def __call__(self, command: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        now = answer.get("now")
        if not self.virtual or type(now) is not int:
            return
        if command["do"] == "begin":
            self._latest = 0
        self._latest = max(self._latest, command.get("until", 0), command.get("now", 0))
        if now > self._latest and not self.overrun:
            self.overrun = (
                f"after “{command['do']}” its clock says {now}, not {self._latest} at "
                "most: let only “advance” and “until” move a clock of “virtual-time”"
            )
