"""The callers' knowledge of the content of a store before a cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...content import digest_of
from ...scenarios.stores.cuts import KNOWN
from ...world.journal import Entry, bytes_taken


@dataclass(slots=True)
class Known:
    """The callers' knowledge before the cut."""

    acknowledged: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=lambda: dict(KNOWN))
    _refs: dict[str, str] = field(default_factory=dict)
    _ingests: dict[str, bytes] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """A call that was answered."""
        kind = entry.refusal.kind if entry.refusal else ""
        digest = entry.args.get("digest", "")
        if entry.op == "cut":
            self.interrupt(entry.args["during"], entry.args["doubt"])
        elif entry.op == "Writer":
            if not kind:
                self._refs[entry.result["writer"]] = entry.args["ref"]
            elif kind == "exists" and digest:
                self._acknowledge(digest)
        elif entry.op == "Write" and not kind:
            ref = self._refs[entry.handle]
            self._ingests[ref] = self._ingests.get(ref, b"") + bytes_taken(entry)
        elif entry.op == "Truncate" and not kind:
            self._ingests[self._refs[entry.handle]] = b""
        elif entry.op == "Abort" and not kind:
            self._ingests.pop(entry.args["ref"], None)
        elif entry.op == "Commit":
            self._commit(digest, self._refs[entry.handle], kind)
        elif entry.op == "Delete" and kind != "not_found":
            self.interrupt("Delete", digest)

    def _commit(self, digest: str, ref: str, kind: str) -> None:
        if not digest:
            content = self._ingests.get(ref, b"")
            digest = digest_of(content)
            self.contents[digest] = content
        if not kind:
            self._ingests.pop(ref, None)
        if kind in ("", "exists"):
            self._acknowledge(digest)
        else:
            self.interrupt("Commit", digest)

    def commit_as(self, aims: Mapping[str, str], writer: str) -> None:
        """A Commit without a digest has succeeded; by ref, what was meant to be committed."""
        self._acknowledge(aims[self._refs[writer]])

    def _acknowledge(self, digest: str) -> None:
        self.acknowledged.add(digest)
        self.doubtful.discard(digest)

    def interrupt(self, during: str, digest: str) -> None:
        """A call had no answer, or a bad one: what it would have done may be done, or not."""
        if during == "Delete":
            self.acknowledged.discard(digest)
        if digest and digest not in self.acknowledged:
            self.doubtful.add(digest)
