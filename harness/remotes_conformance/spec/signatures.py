"""The form of a public name in `docs/api.md`: signatures, fields, members, docstrings."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from importlib import import_module
from typing import Protocol

_WIDTH = 92
_MAX_DEFAULT = 40
_MAX_VALUE = 110
_WITH = ("__enter__", "__exit__", "__aenter__", "__aexit__")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name that a module assigns: a constant, or the name of a type. `text`: below it."""

    line: str
    text: str


def assigned(module: str, name: str) -> Assigned | None:
    """The assignment of *name* in the source of *module*; None: it is a class, a function, or
    imported from elsewhere."""
    body = ast.parse(inspect.getsource(import_module(module))).body
    for statement, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign):
            target, value = ast.unparse(statement.target), statement.value
        elif isinstance(statement, ast.Assign):
            target, value = ast.unparse(statement.targets[0]), statement.value
        else:
            continue
        if target != name or value is None:
            continue
        source = _shown(getattr(import_module(module), name), ast.unparse(value))
        line = f"{name} = {source if len(source) < _MAX_VALUE else '…'}"
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        return Assigned(line, inspect.cleandoc(str(below.value.value)) if is_text else "")  # type: ignore[union-attr]
    return None


def _shown(value: object, source: str) -> str:
    """A short tuple as it is, everything else as the source has it."""
    text = repr(value) if isinstance(value, tuple) else source
    return (text if len(text) < _MAX_VALUE else source).replace("'", '"')


def text_of(value: object) -> str:
    """The value's own docstring; empty: it has none, or only a generated one."""
    text = inspect.cleandoc(value.__doc__ or "")
    made_up = isinstance(value, type) and text.startswith(f"{value.__name__}(")
    return "" if made_up else text


def function_line(name: str, function: object, *, is_method: bool = False) -> str:
    """*function* with its parameters, on one line or on one for each of them."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    parts: list[str] = []
    before: inspect.Parameter | None = None
    for one in signature.parameters.values():
        if before and before.kind is one.POSITIONAL_ONLY is not one.kind:
            parts.append("/")
        if one.kind is one.KEYWORD_ONLY and (before is None or before.kind < one.VAR_POSITIONAL):
            parts.append("*")
        parts.append(_parameter(one))
        before = one
    if before and before.kind is before.POSITIONAL_ONLY:
        parts.append("/")
    end = f" -> {_type(signature.return_annotation)}"
    line = f"{name}({', '.join(parts)}){end}"
    if len(line) <= _WIDTH:
        return line
    indent = " " * (8 if is_method else 4)
    return "\n".join([f"{name}(", *(f"{indent}{part}," for part in parts), f"{indent[4:]}){end}"])


def _parameter(one: inspect.Parameter) -> str:
    text = "*" * ((one.kind is one.VAR_POSITIONAL) + 2 * (one.kind is one.VAR_KEYWORD)) + one.name
    if one.annotation is not one.empty:
        text += f": {_type(one.annotation)}"
    return text if one.default is one.empty else f"{text} = {_default(one.default)}"


def _type(annotation: object) -> str:
    """As it stands in the source, without the names of modules."""
    if annotation is inspect.Parameter.empty:
        return "None"
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    # Hypothesis and NamedTuple keep what is written in the source as a reference.
    text = re.sub(r"ForwardRef\((.*?)\)", r"\1", text.replace("'", ""))
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", text)


def _default(value: object) -> str:
    if value is ...:
        return "..."
    if isinstance(value, frozenset):
        text = f"frozenset({{{', '.join(map(repr, sorted(value)))}}})"
    else:
        text = repr(value)
    text = text.replace("'", '"')
    return "…" if len(text) > _MAX_DEFAULT or text.startswith("<") else text


def class_lines(cls: type, members: tuple[str, ...] | None) -> list[str]:
    """The class with its own fields, constants and public members."""
    bases = ", ".join(one.__name__ for one in cls.__bases__ if one is not object)
    bases = "NamedTuple" if hasattr(cls, "_field_defaults") else bases
    lines = [f"class {cls.__name__}({bases}):" if bases else f"class {cls.__name__}:"]
    lines += [f"    {line}" for line in _fields(cls)]
    for name, member in _members(cls, members):
        if isinstance(member, property):
            lines.append("    @property")
            member = member.fget
        elif isinstance(member, classmethod):
            lines.append("    @classmethod")
            member = member.__func__
        start = "async def" if inspect.iscoroutinefunction(member) else "def"
        lines.append(f"    {start} {function_line(name, member, is_method=True)}")
    return lines if len(lines) > 1 else [lines[0].removesuffix(":")]


def _fields(cls: type) -> Iterator[str]:
    if issubclass(cls, Enum):
        yield from (f"{one.name} = {_default(one.value)}" for one in cls)
        return
    own = inspect.get_annotations(cls)
    made = {one.name: one for one in fields(cls)} if is_dataclass(cls) else {}
    values = getattr(cls, "_field_defaults", vars(cls))
    for name, annotation in own.items():
        if name.startswith("_"):
            continue
        line = f"{name}: {_type(annotation)}"
        if name not in made:
            yield line + (f" = {_default(values[name])}" if name in values else "")
        elif made[name].default is not MISSING:
            yield f"{line} = {_default(made[name].default)}"
        else:
            yield line + " = …" * (made[name].default_factory is not MISSING)
    for name, value in vars(cls).items():
        if not name.startswith("_") and name not in own and isinstance(value, str):
            yield f"{name} = {_default(value)}"


def _members(cls: type, chosen: tuple[str, ...] | None) -> Iterator[tuple[str, object]]:
    """Its own methods and properties; of a protocol also those by which `with` works."""
    is_protocol = Protocol in cls.__bases__
    for name, member in vars(cls).items():
        is_public = not name.startswith("_") or (is_protocol and name in _WITH)
        is_code = isinstance(member, property | classmethod) or inspect.isfunction(member)
        if is_public and is_code and (chosen is None or name in chosen):
            yield name, member


def documented_members(cls: type, members: tuple[str, ...] | None) -> list[tuple[str, str]]:
    """The members with a docstring of their own, and that."""
    found = [
        (name, inspect.cleandoc(member.__doc__ or "")) for name, member in _members(cls, members)
    ]
    return [(name, text) for name, text in found if text]
