"""STORE-17, 17a, 17b: the permitted losses of a cut, and a store's duties after it.

Before the cut, content is *acknowledged* by a Commit that returned, and by *exists*; it is *in
doubt* if its Commit was under way or has failed, or if it was deleted. After the cut, acknowledged
content reads back, content in doubt does or is not there, nothing else is visible, and each ref can
be opened, written and committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...contract.names import RequirementId
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.aftermath import blind_aims
from ...world.journal import Entry, Journal
from ..finding import Broken, Judgement
from .known import Known

_SHORT = 19
_OF_CONTENT = ("content is lost", "content is changed", "uncommitted content")


def judge_cut(scenario: Scenario, journal: Journal) -> Judgement:
    """STORE-17 of a killed process, STORE-17a of a power cut, STORE-17b of a blind resume."""
    judgement = Judgement()
    script = scenario.calls[0]
    assert isinstance(script, Script)
    assert script.cut is not None
    place = max((n for n, one in enumerate(journal.entries) if one.op == "cut"), default=None)
    if place is None:
        return judgement
    id: RequirementId = "STORE-17" if script.cut.is_kill else "STORE-17a"
    cut = journal.entries[place]
    known = Known()
    for entry in journal.entries[: place + 1]:
        known.take(entry)
    after = _After(known, blind_aims(script) if script.cut.then == "blind" else {})
    fault = after.opened(cut)
    for entry in journal.entries[place + 1 :]:
        fault = fault or after.take(entry)
    if fault is None and journal.stuck is not None:
        how = "a call hangs" if journal.stuck.why == "hang" else "the program fails"
        fault = _Fault("every call returns", journal.stuck.details, how)
    if fault is None:
        judgement.keep(id)
        if after.resumed_blindly:
            judgement.keep("STORE-17b")
        return judgement
    if after.resumed_blindly and not script.cut.is_kill and fault.step in _OF_CONTENT:
        id = "STORE-17b"
        fault.expected = "the store notices or forgets an ingest with bytes that were never written"
        fault.observed = f"a Commit without a digest succeeded; then: {fault.observed}"
    lost = cut.args["missing"]
    observed = (
        f"{fault.observed}: {'; '.join(lost)} ({cut.args['model']})" if lost else fault.observed
    )
    broken = Broken(fault.expected, observed, 0, "after a cut", fault.step)
    judgement.blame(fault.id or id, broken)
    return judgement


@dataclass(slots=True)
class _Fault:
    """A violation. `id`: of which rule, if it is none about cuts."""

    expected: str
    observed: str
    step: str
    id: RequirementId | None = None


class _After:
    """The store, opened again."""

    def __init__(self, known: Known, aims: Mapping[str, str]) -> None:
        """*aims*: what callers who resume without a digest want to commit, by ref."""
        self.known = known
        self.resumed_blindly = False
        self._aims = aims
        self._reading: dict[str, tuple[str, bytes]] = {}
        self._truncated: set[str] = set()
        self._found: set[str] = set()

    def opened(self, cut: Entry) -> _Fault | None:
        """The store itself."""
        if cut.refusal is None:
            return None
        expected = "the store can be opened again"
        return _Fault(expected, f"opening it failed: {cut.refusal.message}", "does not open")

    def take(self, entry: Entry) -> _Fault | None:
        """A call after the cut."""
        judge = getattr(self, "_" + entry.op.removeprefix("w.").lower(), None)
        fault: _Fault | None = judge(entry) if judge is not None else None
        if fault is None and entry.op in ("Writer", "Truncate", "Write", "Commit"):
            self._learn(entry)
        return fault

    def _learn(self, entry: Entry) -> None:
        if entry.op == "Commit" and self._aims:
            self.resumed_blindly = True
            if entry.refusal is None:
                self.known.commit_as(self._aims, entry.handle)
        elif entry.op != "Commit" or entry.refusal is None or entry.refusal.kind == "exists":
            self.known.take(entry)

    def _reader(self, entry: Entry) -> _Fault | None:
        digest = entry.args["digest"]
        if entry.refusal is None:
            if not self._may_be_there(digest):
                return _Fault(
                    "only content that was committed is visible",
                    f"{digest[:_SHORT]}… can be read",
                    "uncommitted content",
                )
            self._reading[entry.result["reader"]] = digest, b""
            self._found.add(digest)
            return None
        if digest in self.known.acknowledged:
            return self._gone(digest, f"it cannot be read: {entry.refusal.message}")
        return None

    def _read(self, entry: Entry) -> _Fault | None:
        digest, content = self._reading[entry.handle]
        if entry.refusal is not None:
            return self._gone(digest, f"reading it failed: {entry.refusal.message}")
        self._reading[entry.handle] = digest, content + entry.result["data"]
        if not entry.result["data"] and content != self._content(digest, content):
            return self._gone(digest, f"it has {_bytes(content)}", "content is changed")
        return None

    def _gone(self, digest: str, how: str, step: str = "content is lost") -> _Fault:
        expected = "content that was acknowledged is present and unchanged"
        if digest not in self.known.acknowledged:
            expected = "content whose Commit had not returned is present as a whole, or absent"
        return _Fault(expected, f"{digest[:_SHORT]}…: {how}", step)

    def _walk(self, entry: Entry) -> _Fault | None:
        if entry.refusal is not None:
            return _Fault("Walk lists the content", entry.refusal.message, "Walk fails")
        listed = {str(digest) for digest, _ in entry.result["contents"]}
        strange = sorted(d for d in listed if not self._may_be_there(d))
        if strange:
            return _Fault(
                "only content that was committed is visible",
                f"Walk lists {strange[0][:_SHORT]}…",
                "uncommitted content",
            )
        unlisted = sorted(self.known.acknowledged - listed)
        if lost := [digest for digest in unlisted if digest not in self._found]:
            return self._gone(lost[0], "Walk does not list it")
        if unlisted:
            how = f"{unlisted[0][:_SHORT]}…: it can be read, and Walk does not list it"
            return _Fault("Walk lists all content", how, "Walk leaves it out", "STORE-20")
        return None

    def _writer(self, entry: Entry) -> _Fault | None:
        if entry.refusal is None:
            return None
        if entry.refusal.kind == "exists" and self._may_be_there(entry.args["digest"]):
            return None
        return self._wedged(entry)

    def _truncate(self, entry: Entry) -> _Fault | None:
        self._truncated.add(entry.handle)
        return self._wedged(entry) if entry.refusal else None

    def _write(self, entry: Entry) -> _Fault | None:
        return self._wedged(entry) if entry.refusal else None

    def _commit(self, entry: Entry) -> _Fault | None:
        refused = entry.refusal
        if refused is None:
            return None
        is_first_try = entry.handle not in self._truncated
        exists = refused.kind == "exists" and self._may_be_there(entry.args["digest"])
        return None if is_first_try or exists else self._wedged(entry)

    def _wedged(self, entry: Entry) -> _Fault:
        assert entry.refusal is not None
        on = f" of the ref {entry.args['ref']!r}" if entry.op == "Writer" else ""
        observed = f"{entry.op}{on}: {entry.refusal.kind} ({entry.refusal.message})"
        expected = "a ref can be opened, truncated, written and committed"
        return _Fault(expected, observed, f"{entry.op} fails")

    def _may_be_there(self, digest: str) -> bool:
        return digest in self.known.acknowledged or digest in self.known.doubtful

    def _content(self, digest: str, otherwise: bytes) -> bytes:
        return self.known.contents.get(digest, otherwise)


def _bytes(content: Any) -> str:
    return f"{len(content)} bytes, {content[:24]!r}" if content else "no bytes"
