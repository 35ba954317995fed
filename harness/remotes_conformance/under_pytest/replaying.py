"""The scenario that --remotes-replay names: of handlers or of a store, or of a client."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import pytest

from ..scenarios.clients import BY_SLUG
from ..scenarios.clients.written import scenario_of
from ..scenarios.scenario import Scenario
from ..scenarios.written import PREFIXES, BadToken, from_token


def replayed_scenario(text: str | None) -> Scenario | None:
    """The scenario of a token, or of a file that holds one. Raises `pytest.UsageError`."""
    if text is None:
        return None
    is_token = text.startswith((*PREFIXES, "{"))
    try:
        return from_token(text if is_token else _of_file(text))
    except BadToken as error:
        named = "" if is_token else f" {text:.200}"
        raise pytest.UsageError(f"--remotes-replay{named}: {error}") from None


def _of_file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        begins = " or ".join(PREFIXES)
        why = f"there is no such file, and a token begins with {begins}: copy it again, whole"
    except UnicodeDecodeError:
        why = "the file is not UTF-8: name a file that holds a token"
    except (OSError, ValueError) as error:
        why = f"the file cannot be read: {error}"
    raise pytest.UsageError(f"--remotes-replay {name:.200}: {why}")


def replayed_name(text: str) -> str:
    """The name of a client's scenario; empty: none is named. Raises `pytest.UsageError`."""
    try:
        return scenario_of(text).slug if text else ""
    except ValueError as error:
        near = get_close_matches(text, BY_SLUG, n=2)
        advice = f"; near: {', '.join(near)}" if near else ""
        raise pytest.UsageError(f"--remotes-replay {text}: {error}{advice}") from None
