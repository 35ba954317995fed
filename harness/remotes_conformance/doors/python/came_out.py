"""Reads an exception that came out of the implementation.

Its class may be the implementation's own, and do anything when it is asked for its text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...errors import ContentError
from ..plain_values import exact, is_a, type_name, without_addresses
from ..strands import Condemned

OURS = str(Path(__file__).parents[2])
"""The directory of the harness's own code."""
_IDENTITY = "_remotes_refusal"
traceback_of = BaseException.__dict__["__traceback__"].__get__
"""The traceback of an error, whatever its class overrides."""


def mark(error: BaseException, id: str) -> None:
    """Give *error* the identity of a refusal: so it is known again when it comes out."""
    object.__setattr__(error, _IDENTITY, id)


def identity(error: BaseException) -> str:
    """The identity that *error* was given; "": none."""
    found = _own(error).get(_IDENTITY, "")
    return found if type(found) is str else ""


def is_interrupt(error: BaseException) -> bool:
    """True if it is an interruption that the scenario asked for."""
    return is_a(error, KeyboardInterrupt) and bool(identity(error))


def text(error: BaseException) -> str:
    """Its own text; "": it has none, or none that can be read."""
    try:
        return exact(str(error))
    except Condemned:
        raise
    except BaseException:  # its own code: whatever it raises
        return ""


def whole_text(links: Sequence[BaseException]) -> str:
    """The text of an error and of all that it wraps, *links*.

    Where it is the implementation's own, that is also its class, and where it arose.
    """
    parts: list[str] = []
    for link in links:
        words, name = text(link), type_name(link)
        ours = is_a(link, ContentError) or identity(link)
        parts += [words or name if ours else f"{name}: {words}"]
        parts += _notes(link)
    whole = without_addresses(": ".join(parts))
    place = "" if any(map(identity, links)) else _place(links[-1])
    return whole + place


def _own(error: BaseException) -> dict[str, Any]:
    try:
        own = object.__getattribute__(error, "__dict__")
    except Condemned:
        raise
    except BaseException:  # a property of its class
        return {}
    return own if type(own) is dict else {}


def _notes(error: BaseException) -> Iterator[str]:
    notes = _own(error).get("__notes__", ())
    for note in notes if type(notes) in (list, tuple) else ():
        if is_a(note, str):
            yield exact(note)


def _place(error: BaseException) -> str:
    """The latest line of code that is not the harness's: a collaborator called wrongly raises."""
    lines = []
    traceback = traceback_of(error)
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        lines.append((path.startswith(OURS), f"{path.rsplit('/', 1)[-1]}:{traceback.tb_lineno}"))
        traceback = traceback.tb_next
    theirs = [line for is_ours, line in lines if not is_ours]
    found = theirs or [line for _, line in lines]
    return f" (at {found[-1]})" if found else ""
