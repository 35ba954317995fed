"""The small changes that make mutants: for each kind of node, what may replace it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
}
_NAMES = {"min": "max", "max": "min", "debug": "warning", "warning": "debug"}
_SIMPLE = (ast.Expr, ast.AugAssign, ast.Raise, ast.Assign, ast.AnnAssign, ast.Return)

Replacement = ast.AST | list[ast.stmt]


def replacements(node: ast.AST) -> Iterator[Replacement]:
    """What *node* may become; a list: statements in its place."""
    for kind, change in _CHANGES:
        if isinstance(node, kind):
            yield from change(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield ast.Compare(node.left, ops, node.comparators)


def _bool_op(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _not(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not):
        yield node.operand


def _test(node: Any) -> Iterator[ast.AST]:
    if not isinstance(node.test, ast.Compare | ast.UnaryOp | ast.Constant):
        fields = {name: value for name, value in ast.iter_fields(node) if name != "test"}
        yield type(node)(test=ast.UnaryOp(ast.Not(), node.test), **fields)


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int | float):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str | bytes):
        yield ast.Constant(value + ("X" if isinstance(value, str) else b"X"))


def _calculation(node: Any) -> Iterator[ast.AST]:
    if other := _CALCULATED.get(type(node.op)):
        fields = {name: value for name, value in ast.iter_fields(node) if name != "op"}
        yield type(node)(op=other(), **fields)


def _call(node: ast.Call) -> Iterator[ast.AST]:
    args, keywords = node.args, node.keywords
    for place in range(len(args) - 1):
        swapped = [*args[:place], args[place + 1], args[place], *args[place + 2 :]]
        yield ast.Call(node.func, swapped, keywords)
    for place in range(len(keywords)):
        yield ast.Call(node.func, args, [*keywords[:place], *keywords[place + 1 :]])
    if args and not isinstance(args[0], ast.Starred):
        yield args[0]


def _attribute(node: Any) -> Iterator[ast.AST]:
    if isinstance(node, ast.Name) and node.id in _NAMES:
        yield ast.Name(_NAMES[node.id], node.ctx)
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield ast.Attribute(node.value, _NAMES[node.attr], node.ctx)


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)


def _dict(node: ast.Dict) -> Iterator[ast.AST]:
    for place in range(len(node.keys)):
        keys = [*node.keys[:place], *node.keys[place + 1 :]]
        yield ast.Dict(keys, [*node.values[:place], *node.values[place + 1 :]])


def _removed(node: ast.stmt) -> Iterator[Replacement]:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        # Without the first assignment of a local name, nothing runs: of no use as a mutant.
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if not any(isinstance(target, ast.Attribute) for target in targets):
            return
    if not isinstance(node, ast.Return) or node.value is None:
        yield [ast.Pass()]


def _return(node: ast.Return) -> Iterator[ast.AST]:
    if not isinstance(node.value, ast.Constant | None):
        yield ast.Return(ast.Constant(None))


def _raise(node: ast.Raise) -> Iterator[ast.AST]:
    if isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
        other = ast.Call(ast.Name("RuntimeError", ast.Load()), node.exc.args, [])
        yield ast.Raise(other, node.cause)
    if node.cause is not None:
        yield ast.Raise(node.exc, ast.Constant(None))


def _handler(node: ast.ExceptHandler) -> Iterator[ast.AST]:
    for name in ("ValueError", "BaseException"):
        yield ast.ExceptHandler(ast.Name(name, ast.Load()), node.name, node.body)


def _with(node: Any) -> Iterator[Replacement]:
    if len(node.items) > 1:
        for place in range(len(node.items)):
            rest = [*node.items[:place], *node.items[place + 1 :]]
            yield [*_bound(node.items[place]), type(node)(rest, node.body)]
    else:
        yield [*_bound(node.items[0]), *node.body]


def _bound(item: ast.withitem) -> list[ast.stmt]:
    """What `closing(ctx, stream) as name` binds, without the closing."""
    if item.optional_vars is None or not isinstance(item.context_expr, ast.Call):
        return [ast.Expr(item.context_expr)]
    return [ast.Assign([item.optional_vars], item.context_expr.args[-1])]


def _try(node: ast.Try) -> Iterator[Replacement]:
    if node.handlers:
        yield node.body
    if node.finalbody:
        yield [*node.body, *node.finalbody]


_CHANGES: tuple[tuple[Any, Callable[[Any], Iterator[Replacement]]], ...] = (
    (ast.Compare, _compare),
    (ast.BoolOp, _bool_op),
    (ast.UnaryOp, _not),
    ((ast.If, ast.While, ast.IfExp), _test),
    (ast.Constant, _constant),
    ((ast.BinOp, ast.AugAssign), _calculation),
    (ast.Call, _call),
    ((ast.Name, ast.Attribute), _attribute),
    (ast.Slice, _slice),
    (ast.Dict, _dict),
    (ast.Await, lambda node: iter([node.value])),
    (_SIMPLE, _removed),
    (ast.Return, _return),
    (ast.Raise, _raise),
    (ast.ExceptHandler, _handler),
    ((ast.With, ast.AsyncWith), _with),
    (ast.Try, _try),
)
