"""Golden transcripts: the harness's lines, and the answers of a right adapter.

With them an adapter can be tested without the harness: `play_transcript`, or any program that reads
JSON. A transcript is made from the journal of one call, so it needs no scheduler: after each
command there is exactly one call or return.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

from ...scenarios.scenario import OF_TREES, Scenario
from ...world.journal import Entry, Journal, Outcome
from .child import Child
from .introduction import PROTOCOL
from .translation import start_to_wire
from .tree_words import children_to_wire
from .wire_values import descriptor_to_wire

_FREE = frozenset({"message", "issues", "version", "implementation", "language", "editions", "n"})
"""The fields in which another right implementation may differ: texts, names, the sizes of reads."""
_CLOCK = frozenset({"now"})
"""Free as well for an adapter that lives in real time."""
_HANDLES = {**dict.fromkeys(("Read", "ReadAt", "Seek", "r.Close"), "reader"), "Handled": "visit"}
_OWN = ("start", "return", "log", "cancel", "children")


def transcript(name: str, scenario: Scenario, journal: Journal) -> Iterator[dict[str, Any]]:
    """The lines of the transcript of *journal*, in which one call of a handler was played."""
    (task,) = scenario.handler_calls
    yield {"about": name, "protocol": PROTOCOL, "edition": scenario.edition}
    yield {"harness": {"do": "describe", "protocol": PROTOCOL}}
    yield {"adapter": {"protocol": PROTOCOL}}
    yield {"harness": {"do": "begin", "world": 1, "seed": scenario.seed}}
    yield _answer(0)
    entries = [entry for entry in journal.entries if entry.op not in _OWN]
    ended = next(entry for entry in journal.entries if entry.op == "return")
    listed = [entry for entry in journal.entries if entry.op == "children"]
    given_up = next((entry.at for entry in journal.entries if entry.op == "cancel"), None)
    beforehand = given_up == 0
    command: dict[str, Any] = {"do": "start", "world": 1, "task": "t0", "cancelled": beforehand}
    command |= start_to_wire(task)
    now = 0
    for number, entry in enumerate([*entries, ended], 1):
        yield {"harness": command}
        if entry.at > now:
            yield _answer(now)
            advance: dict[str, Any] = {"do": "advance", "world": 1, "until": entry.at}
            if given_up is not None and now < given_up <= entry.at and entry is ended:
                yield {"harness": {**advance, "until": given_up}}
                yield _answer(given_up)
                advance["cancel"] = ["t0"]
            yield {"harness": advance}
            now = entry.at
        if entry is ended:
            yield _answer(now, returns=[_returned(entry, task.kind, listed)])
        else:
            yield _answer(now, calls=[_call(number, entry)])
            command = {"do": "reply", "world": 1, "call": number, **_reply(entry)}
    yield {"harness": {"do": "end", "world": 1}}
    yield _answer(now)


def _answer(now: int, **news: Any) -> dict[str, Any]:
    return {"adapter": {"world": 1, "now": now, "calls": [], "returns": [], **news}}


def _call(number: int, entry: Entry) -> dict[str, Any]:
    call: dict[str, Any] = {"call": number, "op": entry.op, "task": "t0"}
    if entry.handle:
        call[_HANDLES.get(entry.op, "writer")] = entry.handle
    args: Mapping[str, Any] = entry.args
    for name, value in args.items():
        if name == "ctx":
            call[name] = {"task": value["task"], "cancelled": value["cancelled"]}
        elif name == "data":
            call[name] = base64.b64encode(bytes(value)).decode()
        else:
            call[name] = descriptor_to_wire(value) if name == "descriptor" else value
    return call


def _reply(entry: Entry) -> dict[str, Any]:
    result: dict[str, Any] = {**entry.result}
    if "data" in result:
        result["data"] = base64.b64encode(bytes(result["data"])).decode()
    if "children" in result:
        result["children"] = children_to_wire(result["children"])
    if entry.refusal is None:
        return {"result": result}
    error = {"error": entry.refusal._asdict()}
    return {"result": result, **error} if result else error


def _returned(entry: Entry, kind: str, listed: list[Entry]) -> dict[str, Any]:
    """The end of a call of *kind*; *listed*: the entry with the descriptors that it returned."""
    outcome = entry.result["outcome"]
    assert isinstance(outcome, Outcome)
    if outcome.key is not None:
        return {"task": "t0", "key": outcome.key}
    if outcome.ok and kind in OF_TREES:
        found = [*listed[0].result["children"]] if listed else []
        children = {"descriptors": children_to_wire(found)} if listed else {}
        return {"task": "t0", "ok": True, **children}
    if outcome.ok:
        return {"task": "t0", "ok": True, "children": outcome.children}
    return {"task": "t0", "error": {"kinds": list(outcome.kinds), "ids": list(outcome.ids)}}


def play_transcript(
    command: str, path: Path, *, stdio: bool = False, patience: float = 5.0
) -> str | None:
    """Send the harness's lines of *path* to the adapter: the first difference, or None.

    Raises `ChildFailed`, and `ValueError` where *path* holds no transcript.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if not lines or "about" not in lines[0]:
        raise ValueError(f"{path} is not a transcript: its first line has no “about”")
    child = Child(command, patience=patience, stdio=stdio)
    numbers: dict[int, int] = {}
    free = _FREE
    try:
        for place in range(1, len(lines) - 1, 2):
            turn, expected = lines[place], lines[place + 1]
            message = dict(turn["harness"])
            if "call" in message:
                message["call"] = numbers[message["call"]]
            answer = child.ask(message)
            if message["do"] == "describe" and "virtual-time" not in answer.get("capabilities", ()):
                free = _FREE | _CLOCK
            if difference := difference_of(expected["adapter"], answer, "the answer", free):
                return f"{path.name}:{place + 1}, “{message['do']}”: {difference}"
            for wanted, call in zip(
                expected["adapter"].get("calls", ()), answer.get("calls", ()), strict=False
            ):
                numbers[wanted["call"]] = call["call"]
        return None
    finally:
        child.close()


def difference_of(expected: Any, found: Any, where: str, free: Set[str]) -> str:
    """The first place in which *found* has not all that is *expected*; further members are free."""
    if isinstance(expected, Mapping):
        if not isinstance(found, Mapping):
            return f"{where} is {found!r:.120}, not an object"
        for name, value in expected.items():
            if name not in found:
                return f"{where}: “{name}” is missing"
            if name in free or name == "call":
                continue
            if difference := difference_of(value, found[name], f"{where}.{name}", free):
                return difference
        return ""
    if isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            return f"{where} is {found!r:.300}, not {expected!r:.300}"
        pairs = enumerate(zip(expected, found, strict=True))
        differences = (
            difference_of(one, other, f"{where}[{place}]", free) for place, (one, other) in pairs
        )
        return next(filter(None, differences), "")
    return "" if expected == found else f"{where} is {found!r:.120}, not {expected!r:.120}"
