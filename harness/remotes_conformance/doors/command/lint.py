"""Checks every message of the command door against its JSON Schema and the messages before it."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..unusable import Unusable
from .naming import BadMessage

SCHEMA = Path(__file__).with_name("protocol.schema.json")
_SHOWN = 400


class Lint:
    """Checks both sides. Raises `BadMessage` at the first deviation of the adapter.

    To make one raises `Unusable` where the package `jsonschema` is missing.
    """

    def __init__(self) -> None:
        try:
            self._jsonschema: Any = importlib.import_module("jsonschema")
        except ImportError:
            raise Unusable(
                "--remotes-lint needs the package jsonschema: "
                "pip install 'remotes-conformance[lint]'"
            ) from None
        self._definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
        self._validators: dict[str, Any] = {}
        self._keeps_time = True
        self._world = _World({})

    def __call__(self, command: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Check one turn against the protocol."""
        if command.get("do") == "describe":
            offers = answer.get("capabilities")
            self._keeps_time = not isinstance(offers, list) or "virtual-time" in offers
        if command.get("do") in ("describe", "begin"):
            self._world = _World(command, keeps_time=self._keeps_time)
        for deviation in self._command_deviations(command):
            raise AssertionError(f"the harness breaks the protocol: {deviation}: {_shown(command)}")
        for deviation in self._answer_deviations(command, answer):
            about = f"the answer to “{command['do']}”: {deviation}"
            raise BadMessage(f"{about}; the answer: {_shown(answer)}")

    def _command_deviations(self, command: Mapping[str, Any]) -> Iterator[str]:
        return self._deviations(f"command:{command.get('do')}", command, "")

    def _answer_deviations(
        self, command: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> Iterator[str]:
        if "error" in answer:
            yield from self._deviations("refusal", answer, "")
        elif command["do"] == "describe":
            yield from self._deviations("introduction", answer, "")
        else:
            yield from self._calls(answer)
            yield from self._deviations("turn", answer, "")
            yield from self._world.deviations(command, answer)

    def _calls(self, answer: Mapping[str, Any]) -> Iterator[str]:
        """Each call against the schema of its operation: the error is clearer than “none fits”."""
        calls = answer.get("calls")
        for place, call in enumerate(calls if isinstance(calls, list) else ()):
            op = call.get("op") if isinstance(call, dict) else None
            if isinstance(op, str) and f"call:{op}" not in self._definitions:
                yield f"calls[{place}].op: there is no operation {op!r}"
            elif isinstance(op, str):
                yield from self._deviations(f"call:{op}", call, f"calls[{place}]")

    def _deviations(self, name: str, message: Any, where: str) -> Iterator[str]:
        validator = self._validators.get(name)
        if validator is None:
            schema = {"$ref": f"#/$defs/{name}", "$defs": self._definitions}
            validator = self._jsonschema.Draft202012Validator(schema)
            self._validators[name] = validator
        for error in validator.iter_errors(message):
            path = where + "".join(
                f"[{part}]" if isinstance(part, int) else f".{part}" for part in error.absolute_path
            )
            problem = f"{error.message:.200}"
            yield f"{path.lstrip('.')}: {problem}" if path else problem


class _World:
    """The messages about one world so far."""

    def __init__(self, begin: Mapping[str, Any], *, keeps_time: bool = True) -> None:
        """`keeps_time`: its clock moves only on command."""
        self._keeps_time = keeps_time
        self._now = 0
        self._numbers: set[int] = set()
        self._running: set[str] = set()
        self._strands = "tasks" in begin

    def deviations(self, command: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[str]:
        """The checks that no schema can express: they depend on earlier messages."""
        if command["do"] == "start":
            self._running.add(command["task"])
        if answer["world"] != command["world"]:
            yield f"world: {command['world']} was expected, not {answer['world']}"
        yield from self._time(command, answer["now"])
        for place, call in enumerate(answer["calls"]):
            if call["call"] in self._numbers:
                yield f"calls[{place}].call: the number {call['call']} has been used in this world"
            self._numbers.add(call["call"])
        for place, log in enumerate(answer["logs"]):
            if not self._strands and log["task"] not in self._running:
                yield f"logs[{place}].task: {log['task']!r} is not running"
        for place, returned in enumerate(answer["returns"]):
            if returned["task"] not in self._running:
                yield f"returns[{place}].task: {returned['task']!r} is not running"
            self._running.discard(returned["task"])
            if not {"ok", "key", "error", "crash"} & returned.keys():
                yield f"returns[{place}]: one of “ok”, “key”, “error”, “crash” was expected"

    def _time(self, command: Mapping[str, Any], now: int) -> Iterator[str]:
        if self._strands:
            return
        latest = max(self._now, command.get("until", self._now))
        if now < self._now:
            yield f"now: time goes back, from {self._now} to {now}"
        elif now > latest and self._keeps_time:
            yield f"now: {latest} at the latest was expected, not {now}"
        self._now = max(self._now, now)


def _shown(message: Mapping[str, Any]) -> str:
    text = json.dumps(message, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + " …"
