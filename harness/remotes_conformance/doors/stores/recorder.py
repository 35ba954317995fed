"""A folder as a store has left it, by the operations that were recorded."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...world.disk import BYTES, ROOT, Operation, applied


class Recorder:
    """The operations below *root*. `operations`: in order; `step`: of the script, set outside."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)
        self.step = ROOT
        self.operations: list[Operation] = []
        self.lock = threading.RLock()
        self.handles: dict[int, int] = {}
        """By the number of an open file: the file or folder that it is."""
        self.appends: set[int] = set()
        self.syncs: set[int] = set()
        self.sizes: dict[int, int] = {}
        """The sizes of files."""
        self._folders: dict[int, dict[str, int]] = {ROOT: {}}
        self._contents: dict[int, bytearray] = {}
        self._paths: dict[int, str] = {ROOT: ""}

    def go_on(self, operations: Sequence[Operation]) -> None:
        """Begin with a folder in which a process that is dead has done this."""
        for number, one in enumerate(operations):
            if one.kind == "create":
                self._contents[number] = bytearray()
            if one.kind == "mkdir":
                self._folders[number] = {}
            if one.kind in ("rename", "unlink"):
                del self._folders[one.names[0][0]][one.names[0][1]]
            if one.names and one.kind != "unlink":
                self._folders[one.names[-1][0]][one.names[-1][1]] = one.node
                self._paths[one.node] = self._path(one.names[-1])
            if one.kind in BYTES:
                self._contents[one.node][:] = applied([one], self._contents[one.node])
        self.operations = list(operations)

    # -- where things are ------------------------------------------------------------------------

    def place(self, path: Any, dir_fd: int | None = None) -> tuple[int, str] | None:
        """The folder, and the name in it, of a path; None: it is not below the root."""
        if isinstance(path, int):
            return None
        text = os.fsdecode(path)
        if dir_fd is not None and not os.path.isabs(text):
            if dir_fd not in self.handles:
                return None
            text = os.path.join(self.root, self.path_of(self.handles[dir_fd]), text)
        folder, name = os.path.split(os.path.abspath(text))
        inner = os.path.relpath(os.path.realpath(folder), self.root)
        if inner == ".." or inner.startswith("../"):
            return None
        node = ROOT
        for part in () if inner == "." else inner.split("/"):
            node = self._folders.get(node, {}).get(part, -2)
        return (node, name) if node in self._folders and name else None

    def node(self, place: tuple[int, str] | None) -> int | None:
        """The file or folder of that name; None: there is none."""
        return None if place is None else self._folders[place[0]].get(place[1])

    def node_of(self, path: Any) -> int | None:
        """The file or folder of a path, or of the number of an open file."""
        if isinstance(path, int):
            return self.handles.get(path)
        if os.path.realpath(os.fsdecode(path)) == self.root:
            return ROOT
        return self.node(self.place(os.path.realpath(os.fsdecode(path))))

    def path_of(self, node: int) -> str:
        """Below the root."""
        return self._paths.get(node, "?")

    def _path(self, place: tuple[int, str]) -> str:
        return "/".join(filter(None, (self.path_of(place[0]), place[1])))

    # -- what is done ----------------------------------------------------------------------------

    def _add(self, kind: str, node: int, text: str, **more: Any) -> None:
        path = _shortened(more.pop("path", self.path_of(node)))
        text = _shortened(text)
        self.operations.append(Operation(self.step, kind, node, text=text, path=path, **more))

    def make_nameless(self) -> int:
        """A file without a name was made; its number."""
        node = len(self.operations)
        self._paths[node] = "a file without a name"
        self._contents[node] = bytearray()
        self._add("create", node, "create a file without a name")
        return node

    def make(self, kind: str, place: tuple[int, str], target: bytes = b"") -> int:
        """A file, a folder or a symbolic link was made; its number."""
        node = len(self.operations)
        self._paths[node] = self._path(place)
        self._folders[place[0]][place[1]] = node
        if kind == "mkdir":
            self._folders[node] = {}
        if kind == "create":
            self._contents[node] = bytearray()
        text = f"{kind} {self._path(place)}"
        self._add(kind, node, text, names=(place,), data=target, path=self.path_of(place[0]))
        return node

    def link(self, node: int, place: tuple[int, str]) -> None:
        """Record that a file or folder got another name."""
        self._folders[place[0]][place[1]] = node
        text = f"link {self.path_of(node)} → {self._path(place)}"
        self._add("link", node, text, names=(place,), path=self.path_of(place[0]))

    def rename(self, old: tuple[int, str], new: tuple[int, str]) -> None:
        """Record that a file or folder got another name instead of this one."""
        node = self._folders[old[0]].pop(old[1])
        self._folders[new[0]][new[1]] = node
        text = f"rename {self._path(old)} → {self._path(new)}"
        self._paths[node] = self._path(new)
        self._add("rename", node, text, names=(old, new), path=self.path_of(new[0]))

    def unlink(self, place: tuple[int, str]) -> None:
        """A name was removed."""
        node = self._folders[place[0]].pop(place[1])
        text = f"unlink {self._path(place)}"
        self._add("unlink", node, text, names=(place,), path=self.path_of(place[0]))

    def write(self, node: int, at: int, data: bytes) -> None:
        """Bytes were written."""
        if not data:
            return
        content = self._contents[node]
        content.extend(bytes(max(0, at - len(content))))
        content[at : at + len(data)] = data
        text = f"write {self.path_of(node)} [{at}:+{len(data)}]"
        self._add("write", node, text, at=at, data=data)

    def truncate(self, node: int, size: int) -> None:
        """A file was made shorter, or longer."""
        content = self._contents[node]
        if size == len(content):
            return
        content[:] = content[:size].ljust(size, b"\0")
        self._add("truncate", node, f"truncate {self.path_of(node)} to {size}", at=size)

    def sync(self, node: int, *, failed: bool = False) -> None:
        """A file or a folder was synced; *failed*: the call has failed."""
        kind = "failed fsync" if failed else "fsync"
        self._add(kind, node, f"{kind} {self.path_of(node) or '.'}")

    def sync_all(self) -> None:
        """Everything was synced."""
        self._add("sync", ROOT, "sync")

    def size(self, node: int) -> int:
        """The size of a file."""
        return len(self._contents.get(node, b""))

    def is_file(self, node: int | None) -> bool:
        """True if it is a file, not a folder."""
        return node in self._contents

    # -- what was missed -------------------------------------------------------------------------

    def missed(self) -> list[str]:
        """Paths at which the real folder is not as the operations have left it."""
        real: dict[str, bytes | None] = {}
        for folder, folders, files in os.walk(self.root):
            inner = os.path.relpath(folder, self.root)
            for name in folders:
                real[os.path.normpath(os.path.join(inner, name))] = None
            for name in files:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink():
                    real[os.path.normpath(os.path.join(inner, name))] = path.read_bytes()
        known: dict[str, bytes | None] = {}
        todo = [("", ROOT)]
        while todo:
            path_text, node = todo.pop()
            for name, inner_node in self._folders[node].items():
                inner = f"{path_text}/{name}" if path_text else name
                if inner_node in self._folders:
                    known[inner] = None
                    todo.append((inner, inner_node))
                elif inner_node in self._contents:
                    known[inner] = bytes(self._contents[inner_node])
        return sorted(p for p in {*real, *known} if real.get(p, 0) != known.get(p, 0))


def _shortened(text: str) -> str:
    """Names that are hashes are long, and all look alike."""
    return re.sub(r"([0-9a-f]{8})[0-9a-f]{8,}", r"\1…", text)
