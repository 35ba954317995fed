"""Scenarios as JSON, and as replay tokens: there and back without loss.

Fields that have their default value are left out, so that a token stays short and old tokens stay
valid when a field is added. Unknown fields are refused: a token must not lose its meaning silently.

Answers to one call after another that are alike are written once, with the field `times`.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import types
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from ..errors import CLASSES
from .scenario import EXCEPTIONS, FOREIGN_WRAPS, WRAPS, Answer, Scenario, Task

_PREFIX = "rc1."
_MAX_TIMES = 100_000
_NEWER = "was it written by a newer version of remotes-conformance?"


class BadToken(ValueError):
    """A replay token, or a scenario's JSON, that cannot be read. The text says why."""


def to_json(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON values; bytes as base64."""
    encoded: dict[str, Any] = _encode(scenario)
    return encoded


def from_json(value: object) -> Scenario:
    """The scenario that *value* describes. Raises `BadToken`."""
    scenario = _decode(Scenario, value, "scenario")
    assert isinstance(scenario, Scenario)
    for number, task in enumerate(scenario.tasks):
        _check_errors(task, f"scenario.tasks[{number}]")
    return scenario


def _check_errors(task: Task, where: str) -> None:
    """Refuse errors that no collaborator could raise. Raises `BadToken`."""
    if task.source is not None and task.source.breaks_with not in CLASSES:
        raise _no_class(f"{where}.source.breaks_with", task.source.breaks_with)
    for number, answer in enumerate(task.answers):
        place = f"{where}.answers[{number}]"
        if answer.error not in ("", *CLASSES, *EXCEPTIONS):
            raise _no_class(f"{place}.error", answer.error)
        how, colon, other = answer.wrap.partition(":")
        if how not in (FOREIGN_WRAPS if colon else ("", *WRAPS)):
            raise BadToken(f"{place}.wrap: errors are not wrapped as {answer.wrap!r:.60}")
        if colon and (other not in CLASSES or other == "other"):
            raise _no_class(f"{place}.wrap", other)
        if answer.wrap and (answer.error in EXCEPTIONS or (colon and answer.error != "other")):
            raise BadToken(f"{place}: {answer.error!r} cannot be wrapped as {answer.wrap!r:.60}")


def _no_class(where: str, kind: str) -> BadToken:
    return BadToken(f"{where}: there is no class of errors {kind!r:.60}; {_NEWER}")


def to_token(scenario: Scenario) -> str:
    """The scenario on one line: `rc1.`, then its JSON, compressed, with a checksum."""
    text = json.dumps(to_json(scenario), separators=(",", ":"), sort_keys=True).encode()
    packed = zlib.compress(text, 9) + zlib.crc32(text).to_bytes(4, "big")
    return _PREFIX + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_token(token: str) -> Scenario:
    """The scenario of a replay token, or of JSON text. Raises `BadToken`."""
    token = token.strip()
    if token.startswith("{"):
        try:
            return from_json(json.loads(token))
        except json.JSONDecodeError as error:
            raise BadToken(f"the scenario is not JSON: {error}") from None
    if not token.startswith(_PREFIX):
        raise BadToken(f"a replay token begins with {_PREFIX!r}; this one with {token[:8]!r}")
    try:
        body = token.removeprefix(_PREFIX)
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        text = zlib.decompress(packed[:-4])
    except (binascii.Error, zlib.error, ValueError):
        raise BadToken("the replay token is damaged: copy it again, whole, on one line") from None
    if zlib.crc32(text).to_bytes(4, "big") != packed[-4:]:
        raise BadToken("the replay token is damaged: its checksum does not match")
    return from_json(json.loads(text))


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _encode(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _encode(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if not _is_default(field, getattr(value, field.name))
        }
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):
        encoded = [_encode(item) for item in value]
        return _runs(encoded) if value and isinstance(value[0], Answer) else encoded
    if isinstance(value, Mapping):
        return dict(value)
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
    """What `_runs` was given."""
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


def _decode(kind: Any, value: Any, where: str) -> Any:
    """*value* as *kind*, or `BadToken` naming the place."""
    if dataclasses.is_dataclass(kind):
        return _decode_fields(kind, value, where)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal and value in arguments:
        return value
    if origin in (Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not types.NoneType)
        return None if value is None else _decode(inner, value, where)
    if origin is tuple and isinstance(value, list):
        if arguments[0] is Answer:
            value = _one_by_one(value, where)
        return tuple(_decode(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if kind is bytes and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error:
            raise BadToken(f"{where}: not base64") from None
    is_mapping = isinstance(origin, type) and issubclass(origin, Mapping)
    if is_mapping and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return dict(value)
    if kind in (int, str, bool) and type(value) is kind:
        return value
    raise BadToken(f"{where}: {value!r:.60} is not {getattr(kind, '__name__', kind)}")


def _decode_fields(kind: Any, value: object, where: str) -> Any:
    hints = _hints(kind)
    if not isinstance(value, dict):
        raise BadToken(f"{where}: {value!r:.60} is not an object")
    if unknown := sorted(set(value) - set(hints)):
        raise BadToken(f"{where}: unknown field {unknown[0]!r}; {_NEWER}")
    try:
        return kind(
            **{name: _decode(hints[name], value[name], f"{where}.{name}") for name in value}
        )
    except TypeError as error:
        raise BadToken(f"{where}: {error}".replace("__init__() ", "")) from None
