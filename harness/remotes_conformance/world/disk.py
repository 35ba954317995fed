"""A disk after a power cut: which states are permitted, given the operations before it.

The model takes POSIX at its word. Bytes of a file are durable when that file was synced, a name
when the folder was synced that it stands in; a rename when either of its folders was. Without that,
any part of the names may survive, except that an operation on a name needs the earlier ones on the
same name. Bytes survive independently of names. A sync that fails loses the bytes that it was to
save, for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from ..scenarios.cuts import Cut

ROOT = -1
"""The number of the folder that the store was given."""
NAMES = frozenset({"create", "mkdir", "symlink", "rename", "link", "unlink"})
BYTES = frozenset({"write", "truncate"})


class Operation(NamedTuple):
    """One operation of the file system.

    * `step`: the number of the step of the script in which it was made (-1: the constructor);
    * `kind`: one of `NAMES` or `BYTES`, "fsync", "failed fsync", or "sync" (of everything);
    * `node`: the file or folder that it is about: the number of the operation that made it;
    * `names`: folder and name, of a rename first the old, then the new one;
    * `at`, `data`: of a write; of a truncate `at` is the new size; of a symlink `data`: its target;
    * `text`: for a person; `path`: the file or folder, or the folder of the name, as a path.
    """

    step: int
    kind: str
    node: int
    names: tuple[tuple[int, str], ...] = ()
    at: int = 0
    data: bytes = b""
    text: str = ""
    path: str = ""


Layout: TypeAlias = dict[str, tuple[int, bytes | None]]
"""By path: which file or folder it is, and the bytes of a file; of a folder None. Two names of one
file have the same number. Symbolic links are not laid out."""


class Disk:
    """The disk after the first `after` operations."""

    def __init__(self, operations: Sequence[Operation], after: int) -> None:
        self.operations = operations[:after]
        self._needs = self._needed()
        durable = self._durable()
        self.pending = [n for n in self._name_operations() if n not in durable]
        self._bytes = self._byte_operations()
        self._dirty = self._unsettled()

    # -- names -----------------------------------------------------------------------------------

    def _name_operations(self) -> Iterator[int]:
        return (n for n, one in enumerate(self.operations) if one.kind in NAMES and one.names)

    def _needed(self) -> dict[int, set[int]]:
        """By operation: the earlier ones on the same names, and what these need."""
        last: dict[tuple[int, str], int] = {}
        needs: dict[int, set[int]] = {}
        for number in self._name_operations():
            needs[number] = set()
            for name in self.operations[number].names:
                if name in last:
                    needs[number] |= {last[name]} | needs[last[name]]
                last[name] = number
        return needs

    def _durable(self) -> set[int]:
        found: set[int] = set()
        for place, sync in enumerate(self.operations):
            if sync.kind not in ("fsync", "sync"):
                continue
            for number in self._needs:
                folders = {folder for folder, _ in self.operations[number].names}
                if number < place and (sync.kind == "sync" or sync.node in folders):
                    found |= {number} | self._needs[number]
        return found

    def needs(self, number: int) -> set[int]:
        """The earlier operations without which this one cannot be on the disk."""
        return self._needs[number]

    def without(self, lost: Collection[int]) -> frozenset[int]:
        """The operations that are lost with these: all that need one of them."""
        return frozenset(n for n in self.pending if n in lost or self._needs[n] & set(lost))

    def is_ordered(self, lost: Collection[int]) -> bool:
        """True if a journalling file system could lose these: it writes names in order, and all
        earlier ones with each sync."""
        if not lost:
            return True
        first = min(lost)
        rest = self.operations[first:]
        kept = [n for n in self.pending if n > first and n not in lost]
        return not kept and not any(one.kind in ("fsync", "sync") for one in rest)

    # -- bytes -----------------------------------------------------------------------------------

    def _byte_operations(self) -> dict[int, list[int]]:
        """By file: the operations on its bytes, in order."""
        found: dict[int, list[int]] = {}
        for number, one in enumerate(self.operations):
            if one.kind in BYTES:
                found.setdefault(one.node, []).append(number)
        return found

    def _unsettled(self) -> dict[int, list[int]]:
        """By file: those of these operations that may be lost."""
        found: dict[int, list[int]] = {}
        gone: set[int] = set()
        for number, one in enumerate(self.operations):
            if one.kind in BYTES:
                found.setdefault(one.node, []).append(number)
            elif one.kind == "failed fsync":
                gone.update(found.get(one.node, ()))
            elif one.kind in ("fsync", "sync"):
                for node in found if one.kind == "sync" else {one.node} & found.keys():
                    found[node] = self._still_lost(found[node], gone)
        return found

    def _still_lost(self, pending: Sequence[int], gone: Collection[int]) -> list[int]:
        """A sync has succeeded: all is durable but the bytes that an earlier one has failed to
        write. The length of the file is never among them: each sync writes it anew.

        A truncate to 0 makes up for that: nothing is left that could be missing.
        """
        lost: list[int] = []
        for number in pending:
            one = self.operations[number]
            if one.kind == "truncate" and one.at == 0:
                lost.clear()
            elif one.kind == "write" and number in gone:
                lost.append(number)
        return lost

    @property
    def dirty(self) -> list[int]:
        """The files of which bytes may be lost, in the order in which they were first written."""
        return [node for node, pending in self._dirty.items() if pending]

    def ways(self, node: int) -> Iterator[tuple[int, str]]:
        """The possible losses of bytes of such a file, as in `Torn.how`, each with its rank."""
        pending = self._dirty[node]
        last = self.operations[pending[-1]]
        yield from ((1, "none"), (1, "zeros"))
        if last.kind == "write" and len(last.data) > 1:
            yield 2, "half"
        for number in range(1, len(pending)):
            yield 2, f"first {number}"
            yield 3, f"hole {number - 1}"

    def content(self, node: int, torn: Mapping[int, str]) -> bytes:
        """The bytes of a file: those of its operations, in order, without the ones that are
        lost."""
        pending = self._dirty.get(node, [])
        how, _, number = torn.get(node, "all").partition(" ")
        lost = {
            "none": pending,
            "zeros": pending,
            "first": pending[int(number or 0) :],
            "hole": pending[int(number or 0) :][:1],
        }.get(how, [])
        kept = [self.operations[one] for one in self._bytes.get(node, ()) if one not in lost]
        if how == "half":
            half = self.operations[pending[-1]]
            half = half._replace(data=half.data[: len(half.data) // 2])
            kept = [half if one is self.operations[pending[-1]] else one for one in kept]
        content = applied(kept)
        if how == "zeros":
            length = len(applied([self.operations[one] for one in self._bytes[node]]))
            content = content[:length].ljust(length, b"\0")
        return content

    # -- both ------------------------------------------------------------------------------------

    def permitted(self, cut: Cut) -> Cut:
        """The same, without losses that cannot be: a store that was changed since the cut was
        written down may sync what was lost then."""
        lost = self.without([number for number in cut.lost if number in self.pending])
        dirty = self.dirty
        torn = tuple(
            one
            for one in cut.torn
            if one.file in dirty and one.how in {how for _, how in self.ways(one.file)}
        )
        return replace(cut, lost=tuple(sorted(lost)), torn=torn)

    def layout(self, cut: Cut) -> Layout:
        """The content of the disk after a cut."""
        folders: dict[int, dict[str, int]] = {ROOT: {}}
        for number in self._name_operations():
            if number not in cut.lost:
                _apply(folders, self.operations[number], number)
        torn = {one.file: one.how for one in cut.torn}
        found: Layout = {}
        todo = [("", ROOT)]
        while todo:
            path, folder = todo.pop()
            for name, node in folders[folder].items():
                inner = f"{path}/{name}" if path else name
                kind = self.operations[node].kind
                if kind == "mkdir":
                    found[inner] = node, None
                    todo.append((inner, node))
                elif kind == "create":
                    found[inner] = node, self.content(node, torn)
        return found


def _apply(folders: dict[int, dict[str, int]], one: Operation, number: int) -> None:
    if one.kind == "mkdir":
        folders.setdefault(one.node, {})
    for folder, name in one.names[:1] if one.kind in ("rename", "unlink") else ():
        names = folders.setdefault(folder, {})
        if names.get(name) == one.node:
            del names[name]
    if one.kind != "unlink" and one.names:
        folder, name = one.names[-1]
        folders.setdefault(folder, {})[name] = one.node


def applied(operations: Sequence[Operation], content: bytes | bytearray = b"") -> bytes:
    """The bytes of a file after these operations on it."""
    content = bytearray(content)
    for one in operations:
        if one.kind == "truncate":
            content = content[: one.at].ljust(one.at, b"\0")
        else:
            content = content.ljust(one.at, b"\0")
            content[one.at : one.at + len(one.data)] = one.data
    return bytes(content)
