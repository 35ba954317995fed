"""The exception that a collaborator raises: of the refusal's class, wrapped, with its identity."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import CLASSES, SIGNALS, ContentError
from ...world.journal import Refusal
from .came_out import mark

_TEXT = "a collaborator failed"

ClassOf = Callable[[type[Exception]], type[Exception]]
"""The class that an implementation has for one of ours."""


def raised(refusal: Refusal, class_of: ClassOf) -> BaseException:
    """The exception for *refusal*: what wraps it has its identity too."""
    if refusal.kind == "interrupt":
        error: BaseException = KeyboardInterrupt(refusal.message)
        mark(error, refusal.id)
        return error
    kind = class_of(SIGNALS.get(refusal.kind) or CLASSES.get(refusal.kind, ContentError))
    if refusal.wrap == "subclass":
        kind = type(f"Special{kind.__name__}", (kind,), {})
    bare = kind(refusal.message)
    mark(bare, refusal.id)
    how, _, other = refusal.wrap.partition(":")
    wrapped = _with_another(bare, how, class_of(CLASSES[other])) if other else _wrapped(bare, how)
    mark(wrapped, refusal.id)
    return wrapped


def _wrapped(bare: Exception, how: str) -> Exception:
    wrapped = bare
    if how in ("from", "twice"):
        for _ in range(1 + (how == "twice")):
            outer = RuntimeError(_TEXT)
            outer.__cause__, wrapped = wrapped, outer
    elif how == "group":
        wrapped = ExceptionGroup(_TEXT, [bare])
    return wrapped


def _with_another(bare: Exception, how: str, kind: type[Exception]) -> Exception:
    """*bare* with an error of class *kind*, which it neither is nor wraps."""
    other = kind("another error")
    if how == "beside":
        return ExceptionGroup(_TEXT, [other, bare])
    # As `raise` inside an `except` block leaves it: no cause, and the context is shown.
    bare.__context__ = other
    return bare
