"""A scenario for clients by its word: the name of a story, or a drawn one that is written out."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from . import BY_SLUG
from .script import DRAWN, PREFIX, Act, ClientScenario, Scripted


def scenario_of(word: str) -> ClientScenario:
    """The scenario of *word*. Raises `ValueError` if there is none."""
    if not word.startswith(PREFIX):
        if word not in BY_SLUG:
            raise ValueError("no scenario has that name")
        return BY_SLUG[word]
    try:
        packed = base64.urlsafe_b64decode(word.removeprefix(PREFIX) + "===")
        return _read(json.loads(zlib.decompress(packed)))
    except (ValueError, TypeError, KeyError, zlib.error) as error:
        raise ValueError(f"it cannot be read: {error}") from None


def is_word(word: str) -> bool:
    """True if it stands for a scenario of a client."""
    return word in BY_SLUG or word.startswith(PREFIX)


def weight_of(word: str) -> tuple[int, ...]:
    """Stories are equally light; of drawn scenarios, those with fewer acts are lighter."""
    if not word.startswith(PREFIX):
        return ()
    scenario = scenario_of(word)
    return len(scenario.script), int(bool(scenario.access)), len(word)


def _read(value: dict[str, Any]) -> ClientScenario:
    script = tuple(Scripted(**{**one, "act": _act(one["act"])}) for one in value.pop("script", ()))
    return ClientScenario(**{**value, "name": DRAWN, "script": script})


def _act(value: dict[str, Any]) -> Act:
    headers = tuple((str(name), str(text)) for name, text in value.pop("headers", ()))
    return Act(**value, headers=headers)
