"""Mutants of Python source: the same module with one small change, as a tree that can be compiled.

What no run can notice is left as it is: annotations, docstrings, `__all__`, type variables,
Protocols, and the first argument of `cast`. So are the texts of errors and of messages to a log,
which the contract leaves free, and the values of an enumeration.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mutations import Replacement, replacements

_LOGGED = {"log", "debug", "warning"}
_RAISED = ("Error", "Argument", "End", "Reset", "ContentError)")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `change` names it within its `function` ("" is the module). `line`, `last`: where
    the statement begins and ends."""

    file: str
    line: int
    last: int
    function: str
    change: str
    tree: ast.Module


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """All mutants of *source*, the first lines first."""
    sites = list(_sites(ast.parse(source)))
    seen: Counter[tuple[str, str]] = Counter()
    for place, site in enumerate(sites):
        for number, _ in enumerate(replacements(site.node)):
            # A tree of its own: replacements share no nodes with other mutants.
            tree = ast.parse(source)
            own = list(_sites(tree))[place]
            replacement = list(replacements(own.node))[number]
            change = own.describe(replacement)
            seen[own.function, change] += 1
            if (times := seen[own.function, change]) > 1:
                change = f"{change} ({times})"
            own.put(replacement)
            yield Mutant(
                file, own.line, own.last, own.function, change, ast.fix_missing_locations(tree)
            )


@dataclass(slots=True)
class _Site:
    """A node that may be changed, where it hangs in the tree, and what shows it to a reader."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    function: str
    shown: ast.AST

    @property
    def line(self) -> int:
        return int(getattr(self.node, "lineno", getattr(self.shown, "lineno", 0)))

    @property
    def last(self) -> int:
        """Of a statement with a body, the last line of its head."""
        body = getattr(self.node, "body", None)
        if isinstance(body, list) and body:
            return max(self.line, int(body[0].lineno) - 1)
        return int(getattr(self.node, "end_lineno", self.line))

    def put(self, replacement: Replacement) -> None:
        if self.index is None:
            setattr(self.parent, self.field, replacement)
        elif isinstance(replacement, list):
            getattr(self.parent, self.field)[self.index : self.index + 1] = replacement
        else:
            getattr(self.parent, self.field)[self.index] = replacement

    def describe(self, replacement: Replacement) -> str:
        """Before and after; of a statement with a body, its first line."""
        before = _head(self.shown)
        if self.shown is self.node:
            parts = replacement if isinstance(replacement, list) else [replacement]
            after = "; ".join(map(_head, parts))
        else:
            held = getattr(self.parent, self.field)
            held = held if self.index is None else held[self.index]
            self.put(replacement)
            after = _head(self.shown)
            self.put(held)
        return f"{before} → {after}"


def _head(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node)).splitlines()[0]


def _sites(tree: ast.Module) -> Iterator[_Site]:
    yield from _below(tree, "", tree)


def _below(node: ast.AST, function: str, shown: ast.AST) -> Iterator[_Site]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases", "ctx", "op", "ops"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _is_left(node, field, index, child):
                continue
            if _is_text(child) and _is_free(node):
                continue
            own = child if _is_shown(child) else shown
            yield _Site(child, node, field, index, function, own)
            yield from _below(child, function, own)


def _is_shown(node: ast.AST) -> bool:
    """Whether a reader recognises it alone: a constant or a name needs what is around it."""
    small = ast.Constant | ast.Name | ast.Attribute | ast.keyword | ast.FormattedValue | ast.arg
    return isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler) and not isinstance(node, small)


def _is_left(parent: ast.AST, field: str, index: int | None, child: ast.AST) -> bool:
    if isinstance(child, ast.Import | ast.ImportFrom):
        return True
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring, or `...`
    if isinstance(child, ast.ClassDef):
        return any(isinstance(base, ast.Name) and base.id == "Protocol" for base in child.bases)
    if isinstance(child, ast.Assign):
        return ast.unparse(child.targets[0]) == "__all__" or "TypeVar(" in ast.unparse(child)
    if isinstance(child, ast.arguments):
        return False
    is_cast = isinstance(parent, ast.Call) and ast.unparse(parent.func) == "cast"
    return is_cast and (field == "func" or index == 0)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_free(parent: ast.AST) -> bool:
    """Whether a text that hangs at *parent* is that of an error, a message or an enumeration."""
    if isinstance(parent, ast.Call):
        name = ast.unparse(parent.func)
        return name.split(".")[-1] in _LOGGED or name.endswith(_RAISED)
    return isinstance(parent, ast.Assign) and ast.unparse(parent.targets[0]).isupper()
