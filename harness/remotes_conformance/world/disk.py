"""A disk after a power cut: which states are permitted, given the operations before it.

The model takes POSIX at its word. Bytes of a file are durable when that file was synced, a name
when the folder was synced that it stands in; a rename when either of its folders was. Without that,
any part of the names may survive, except that an operation on a name needs the earlier ones on the
same name. Bytes survive independently of names. A sync that fails loses what it was to save, for
good.
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
        self._dirty = self._dirty_files()

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

    def _dirty_files(self) -> dict[int, tuple[list[Operation], list[Operation]]]:
        """By file: its operations that are durable, and those that are not, if there are any."""
        found: dict[int, tuple[list[Operation], list[Operation]]] = {}
        gone: dict[int, list[Operation]] = {}
        for one in self.operations:
            if one.kind in BYTES:
                found.setdefault(one.node, ([], []))[1].append(one)
            elif one.kind == "fsync" and one.node in found:
                self._settle(found[one.node], gone.get(one.node, []))
            elif one.kind == "sync":
                for node, parts in found.items():
                    self._settle(parts, gone.get(node, []))
            elif one.kind == "failed fsync" and one.node in found:
                gone.setdefault(one.node, []).extend(found[one.node][1])
        return found

    @staticmethod
    def _settle(parts: tuple[list[Operation], list[Operation]], gone: list[Operation]) -> None:
        """A sync has succeeded: all is durable but what an earlier one has failed to write.

        A truncate to 0 makes up for that: nothing is left that could be missing.
        """
        durable, pending = parts
        for place in reversed(range(len(pending))):
            if pending[place].kind == "truncate" and pending[place].at == 0:
                gone[:] = [one for one in gone if one in pending[place:]]
                break
        lost = [one for one in pending if one in gone]
        durable += [one for one in pending if one not in lost]
        pending[:] = lost

    @property
    def dirty(self) -> list[int]:
        """The files of which bytes may be lost, in the order in which they were first written."""
        return [node for node, (_, pending) in self._dirty.items() if pending]

    def ways(self, node: int) -> Iterator[tuple[int, str]]:
        """The possible losses of bytes of such a file, as in `Torn.how`, each with its rank."""
        pending = self._dirty[node][1]
        yield from ((1, "none"), (1, "zeros"))
        if pending[-1].kind == "write" and len(pending[-1].data) > 1:
            yield 2, "half"
        for number in range(1, len(pending)):
            yield 2, f"first {number}"
            yield 3, f"hole {number - 1}"

    def content(self, node: int, torn: Mapping[int, str]) -> bytes:
        """The bytes of a file."""
        durable, pending = self._dirty.get(node, ([], []))
        how, _, number = torn.get(node, "all").partition(" ")
        if how == "none":
            pending = []
        elif how == "first":
            pending = pending[: int(number)]
        elif how == "hole":
            pending = [*pending[: int(number)], *pending[int(number) + 1 :]]
        elif how == "half":
            last = pending[-1]
            pending = [*pending[:-1], last._replace(data=last.data[: len(last.data) // 2])]
        if how == "zeros":
            kept, whole = applied(durable), applied([*durable, *pending])
            return kept[: len(whole)].ljust(len(whole), b"\0")
        return applied([*durable, *pending])

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
