"""Frozen dataclasses as JSON values, there and back; errors name the place.

Fields that have their default value are left out, so that a token stays short and old tokens stay
valid when a field is added. Unknown fields are refused: a token must not lose its meaning silently.

Answers to one call after another that are alike are written once, with the field `times`. A step of
a script has its kind beside its fields, as `do`.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .scenario import Answer

_MAX_TIMES = 100_000
NEWER = "was it written by a newer version of remotes-conformance?"


class BadToken(ValueError):
    """A replay token, or a scenario's JSON, that cannot be read. The text has the reason."""


@cache
def _hints(cls: type) -> dict[str, Any]:
    """The fields of a dataclass, and what they hold."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def encode(value: Any) -> Any:
    """*value* as JSON values; bytes as base64."""
    if dataclasses.is_dataclass(value):
        kind = {"do": value.do} if hasattr(value, "do") else {}
        return kind | {
            field.name: encode(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        encoded = [encode(item) for item in value]
        return _runs(encoded) if value and isinstance(value[0], Answer) else encoded
    if isinstance(value, Mapping):
        return {name: encode(item) for name, item in value.items()}
    return value


def _runs(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same, where each of some answers in a row is the first, to the next call, and so on."""
    found: list[dict[str, Any]] = []
    for answer in answers:
        times = found[-1].get("times", 1) if found else 0
        if found and answer == _moved(found[-1], times):
            found[-1] = {**found[-1], "times": times + 1}
        else:
            found.append(answer)
    return found


def _moved(answer: Mapping[str, Any], calls: int) -> dict[str, Any]:
    """*answer*, to a call that comes so many later."""
    alike = {name: value for name, value in answer.items() if name not in ("times", "nth")}
    nth = answer.get("nth", 1) + calls
    return alike if nth == 1 else {**alike, "nth": nth}


def _one_by_one(answers: list[Any], where: str) -> list[Any]:
    """The bytes that `_runs` was given."""
    found = []
    for place, answer in enumerate(answers):
        times = answer.get("times", 1) if isinstance(answer, dict) else 1
        if type(times) is not int or not 1 <= times <= _MAX_TIMES:
            raise BadToken(f"{where}[{place}].times: {times!r:.60} is no number of answers")
        found += [answer] if times == 1 else [_moved(answer, calls) for calls in range(times)]
    return found


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return bool(value == field.default)
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


def decode(kind: Any, value: Any, where: str) -> Any:
    """*value* as *kind*, or `BadToken` naming the place."""
    if dataclasses.is_dataclass(kind):
        return _decode_fields(kind, value, where)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal and value in arguments:
        return value
    if origin in (Union, types.UnionType):
        if types.NoneType not in arguments:
            return _decode_one_of(arguments, value, where)
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if value is None else decode(inner, value, where)
    if origin is tuple and isinstance(value, list):
        if arguments[0] is Answer:
            value = _one_by_one(value, where)
        return tuple(decode(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if kind is bytes and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            raise BadToken(f"{where}: not base64") from None
    if isinstance(origin, type) and issubclass(origin, Mapping) and isinstance(value, dict):
        return {key: decode(arguments[1], v, f"{where}[{key!r:.40}]") for key, v in value.items()}
    if kind in (int, str, bool) and type(value) is kind:
        return value
    raise BadToken(f"{where}: {value!r:.60} is not {getattr(kind, '__name__', kind)}")


def _decode_one_of(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    """*value* as one of several dataclasses: as that whose `do` it has, or whose fields fit."""
    if not isinstance(value, dict):
        raise BadToken(f"{where}: {value!r:.60} is not an object")
    by_name = {kind.do: kind for kind in kinds if hasattr(kind, "do")}
    if by_name:
        if (do := value.get("do")) not in by_name:
            raise BadToken(f"{where}.do: there is no step {do!r:.60}; {NEWER}")
        return _decode_fields(by_name[do], {k: v for k, v in value.items() if k != "do"}, where)
    fits = (kind for kind in kinds if _required(kind) <= set(value))
    return _decode_fields(next(fits, kinds[0]), value, where)


@cache
def _required(cls: type) -> set[str]:
    """The fields that have no default."""
    missing = dataclasses.MISSING
    has_none = (f for f in dataclasses.fields(cls) if f.default is f.default_factory is missing)
    return {field.name for field in has_none}


def _decode_fields(kind: Any, value: object, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict):
        raise BadToken(f"{where}: {value!r:.60} is not an object")
    if unknown := sorted(set(value) - set(hints)):
        raise BadToken(f"{where}: unknown field {unknown[0]!r}; {NEWER}")
    try:
        return kind(**{name: decode(hints[name], value[name], f"{where}.{name}") for name in value})
    except TypeError as error:
        raise BadToken(f"{where}: {error}".replace("__init__() ", "")) from None
