"""The request of a registry with 401: the challenges of a `WWW-Authenticate` header (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_ITEM: Final = re.compile(rf"(?:{_QUOTED}|[^,\"])+", re.DOTALL)
"""The text between two commas that are not quoted."""
_PARAMETER: Final = re.compile(rf"({_TOKEN})\s*=\s*({_QUOTED}|[^\s\"=]*)", re.DOTALL)
_BEGINNING: Final = re.compile(rf"({_TOKEN})(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """`scheme` and the names of `parameters` are in lower case."""

    scheme: str
    parameters: Mapping[str, str]


def challenges(header: str) -> list[Challenge]:
    """The challenges of a header, in order; what makes no sense in it is left out.

    Several challenges and the parameters of one are separated by commas alike: a scheme is what no
    `=` follows.
    """
    found: list[tuple[str, dict[str, str]]] = []
    for item in (match[0].strip() for match in _ITEM.finditer(header)):
        parameter = _PARAMETER.fullmatch(item)
        beginning = _BEGINNING.fullmatch(item)
        if parameter is None and beginning is not None:
            found.append((beginning[1].lower(), {}))
            parameter = _PARAMETER.fullmatch((beginning[2] or "").strip())
        if parameter is not None and found:
            found[-1][1].setdefault(parameter[1].lower(), _unquoted(parameter[2]))
    return [Challenge(scheme, parameters) for scheme, parameters in found]


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    return re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
