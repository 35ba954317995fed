"""A content store in Python, served through the protocol of the command door."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Mapping
from typing import Any

from ..content import digest_of
from ..contract.capabilities import FOLDER, READ_AT, STORE_OPTIONS, STORES
from ..doors.stores.answers import NO_TIME, WRONG_TYPE
from ..doors.stores.factory import Factory, factory_of
from ..doors.stores.opened import OpenedStore, Runner
from ..errors import CLASSES
from ..judging.loading import name_and_version
from ..world.aftermath import Answer
from ..world.turns import Call
from .line import Line

PROTOCOL = 1
_TIMES = ("started", "updated", "created")
_NOT_ARGUMENTS = ("do", "call", "store", "op", "writer", "reader")
_NO_AIM = {"ref": "one", "size": 0, "digest": ""}


class StoreConversation:
    """Serves the stores that the factory *found* makes. Raises `Unusable` if it is none.

    *spec*: its name, `package.module:object`.
    """

    def __init__(self, found: object, spec: str, line: Line) -> None:
        self._factory: Factory = factory_of(found)
        self._name, self._version = name_and_version(found, spec)
        self._line = line
        self._stores: dict[int, OpenedStore] = {}
        self._run = Runner(is_async=self._factory.is_async).run

    def run(self) -> None:
        """Answer until the harness closes its end."""
        while True:
            self._line.send(self._answer(self._line.receive()))

    def _answer(self, command: Mapping[str, Any]) -> dict[str, Any]:
        match command.get("do"):
            case "describe":
                return self._description()
            case "open":
                return self._open(command)
            case "call":
                return self._call(command)
            case "close":
                self._run(self._stores.pop(command["store"]).close())
                return {"store": command["store"]}
            case other:
                return {"error": f"a store has no command {other!r}"}

    def _description(self) -> dict[str, Any]:
        offers = [one.wire for one in STORE_OPTIONS if one.kind in self._factory.offers]
        further = [FOLDER] * self._factory.takes_folder + [READ_AT] * self._reads_at()
        return {
            "protocol": PROTOCOL, "implementation": self._name, "version": self._version,
            "language": "python", "editions": [], "issues": "",
            "capabilities": [STORES[0].wire, *filter(None, offers), *further],
        }  # fmt: skip

    def _reads_at(self) -> bool:
        """True if its readers have `read_at`: a reader is opened to see. If that fails: True."""
        with tempfile.TemporaryDirectory(prefix="remotes-store-") as folder:
            opened = OpenedStore(self._factory, folder)
            self._run(opened.make())
            writer = self._run(opened.answer(Call(0, "Writer", args=_NO_AIM))).result.get("writer")
            if writer is None:
                return True
            self._run(opened.answer(Call(0, "Write", writer, {"data": b"x"})))
            self._run(opened.answer(Call(0, "Commit", writer, {"size": 0, "digest": ""})))
            found = self._run(opened.answer(Call(0, "Reader", args={"digest": digest_of(b"x")})))
            reader = found.result.get("reader", "")
            reads_at = not reader or not opened.leaves_out("ReadAt", reader)
            self._run(opened.close())
            return reads_at

    def _open(self, command: Mapping[str, Any]) -> dict[str, Any]:
        opened = OpenedStore(self._factory, command.get("folder", ""))
        refusal = self._run(opened.make())
        if refusal is not None:
            return {"error": f"making a store failed with {refusal.message}"}
        self._stores[command["store"]] = opened
        return {"store": command["store"]}

    def _call(self, command: Mapping[str, Any]) -> dict[str, Any]:
        args = {name: value for name, value in command.items() if name not in _NOT_ARGUMENTS}
        buffer = bytearray()
        if "data" in args:
            buffer += base64.b64decode(args["data"])
            args["data"] = memoryview(buffer) if len(buffer) % 2 else buffer
        handle = command.get("writer") or command.get("reader") or ""
        call = Call(0, command["op"], handle, args)
        answer = self._run(self._stores[command["store"]].answer(call))
        # A writer that keeps the buffer, and not its bytes, will find others in it.
        buffer[:] = b"~" * len(buffer)
        return {"call": command["call"], **_to_wire(answer)}


def _to_wire(answer: Answer) -> dict[str, Any]:
    if answer.refusal is not None:
        kind = answer.refusal.kind
        known = kind if kind in (*CLASSES, WRONG_TYPE) else "other"
        return {"error": {"kind": known, "message": answer.refusal.message}}
    times = {name for name in _TIMES if answer.result.get(name) == NO_TIME}
    result = {name: value for name, value in answer.result.items() if name not in times}
    if "data" in result:
        result = {"data": base64.b64encode(result["data"]).decode()}
    if "contents" in result:
        result["contents"] = [{"digest": one, "size": size} for one, size in result["contents"]]
    return {"result": result}
