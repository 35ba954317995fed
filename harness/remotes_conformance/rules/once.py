"""A property that is worked out once, and kept under its own name.

As `functools.cached_property`, which up to Python 3.11 takes a lock at every first reading; here
that lock was a tenth of the cost of judging.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as once
else:

    class once:  # noqa: N801  # it is written like a decorator
        def __init__(self, work_out: Callable[[Any], Any]) -> None:
            self._work_out = work_out
            self.__doc__ = work_out.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: object, owner: type) -> Any:
            value = self._work_out(instance)
            # Not into `__dict__`: an instance whose dictionary was asked for has slow attributes.
            setattr(instance, self._name, value)
            return value


__all__ = ["once"]
