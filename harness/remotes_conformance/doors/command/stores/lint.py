"""Checks every message of a program with a content store against the protocol's JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..lint import Lint


class StoreLint(Lint):
    """As `Lint`, for the commands `open`, `call` and `close`."""

    def _command_deviations(self, command: Mapping[str, Any]) -> Iterator[str]:
        name = f"command:{command.get('do')}"
        if command.get("do") == "call":
            name = f"asked:{command.get('op')}"
        return self._deviations(name, command, "")

    def _answer_deviations(
        self, command: Mapping[str, Any], answer: Mapping[str, Any]
    ) -> Iterator[str]:
        if isinstance(answer.get("error"), str):
            name = "refusal"
        elif command["do"] == "describe":
            name = "introduction"
        else:
            name = f"answered:{command['op']}" if command["do"] == "call" else "opened"
        yield from self._deviations(name, answer, "")
