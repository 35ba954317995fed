"""Golden transcripts of a content store: commands, and what a right program answers."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ....contract import STORE_EDITION
from ....contract.capabilities import FOLDER, STORES
from ....world import Call
from ....world.journal import Entry, Journal
from ...stores.answers import CALLED
from ..child import Child
from ..introduction import PROTOCOL
from ..transcripts import difference_of
from .translation import call_to_wire

_FREE = frozenset({"message", "writer", "reader", "n"})
"""The fields in which another right program may differ: texts, and its own names of handles."""
_LEFT_OUT = ("expected", "started", "updated", "created", "end")


def transcript(name: str, journal: Journal) -> Iterator[dict[str, Any]]:
    """The lines of the transcript of *journal*, in which one script was played."""
    yield {"about": name, "protocol": PROTOCOL, "edition": STORE_EDITION[0]}
    yield {"harness": {"do": "describe", "protocol": PROTOCOL}}
    yield {"adapter": {"protocol": PROTOCOL}}
    yield {"harness": {"do": "open", "store": 1}}
    yield {"adapter": {"store": 1}}
    calls = [entry for entry in journal.entries if entry.op in CALLED]
    for number, entry in enumerate(calls, 1):
        call = Call(0, entry.op, entry.handle, entry.args)  # type: ignore[arg-type]
        yield {"harness": call_to_wire(number, 1, call, entry.handle)}
        yield {"adapter": {"call": number, **_answer(entry)}}
    yield {"harness": {"do": "close", "store": 1}}
    yield {"adapter": {"store": 1}}


def _answer(entry: Entry) -> dict[str, Any]:
    if entry.refusal is not None:
        return {"error": {"kind": entry.refusal.kind}}
    result: dict[str, Any] = {**entry.result}
    for name in result.keys() & _LEFT_OUT:
        del result[name]
    if "data" in result:
        result["data"] = base64.b64encode(result["data"]).decode()
    if "contents" in result:
        found = [{"digest": one, "size": size} for one, size in result["contents"]]
        result["contents"] = sorted(found, key=_by_digest)
    return {"result": result}


def is_of_a_store(lines: list[Mapping[str, Any]]) -> bool:
    """True if a transcript is of a content store."""
    return bool(lines) and lines[0].get("edition") in STORE_EDITION


def play_transcript(
    command: str, path: Path, *, stdio: bool = False, patience: float = 5.0
) -> str | None:
    """Send the harness's lines of *path* to the program: the first difference, or None.

    Calls that need a capability which the program does not name are left out. Raises `ChildFailed`.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    child = Child(command, patience=patience, stdio=stdio)
    names: dict[str, str] = {}
    offers: set[str] = set()
    try:
        with tempfile.TemporaryDirectory(prefix="remotes-store-") as folder:
            for place in range(1, len(lines) - 1, 2):
                message, expected = dict(lines[place]["harness"]), lines[place + 1]["adapter"]
                if message["do"] == "call" and _needs(message) - offers:
                    continue
                for role in {"writer", "reader"} & message.keys():
                    message[role] = names[message[role]]
                if message["do"] == "open" and FOLDER in offers:
                    message["folder"] = folder
                answer = _in_order(child.ask(message))
                if message["do"] == "describe":
                    offers = set(answer.get("capabilities", ()))
                if found := difference_of(expected, answer, "the answer", _FREE):
                    what = message.get("op", message["do"])
                    return f"{path.name}:{place + 1}, “{what}”: {found}"
                for role in ("writer", "reader"):
                    if name := expected.get("result", {}).get(role):
                        names[name] = answer["result"][role]
        return None
    finally:
        child.close()


def _by_digest(one: Any) -> str:
    return str(one.get("digest")) if isinstance(one, dict) else ""


def _in_order(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer to a walk, which is right in any order."""
    result = answer.get("result")
    if isinstance(result, dict) and isinstance(result.get("contents"), list):
        result["contents"].sort(key=_by_digest)
    return answer


def _needs(message: Mapping[str, Any]) -> set[str]:
    """The capability without which a call is left out."""
    if message["op"] == "ReadAt":
        return {"read_at"}
    needs = {"Abort": "abort", "Info": "info", "Delete": "delete", "Walk": "walk"}
    return {needs.get(message["op"], STORES[0].wire)}
