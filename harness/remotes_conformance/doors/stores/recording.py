"""Recording what a store does to the file system below one folder.

Functions of `os` are replaced, while the real folder is what they work on; `open` is the standard
library's own twin in Python, `_pyio.open`, which goes through `os`. Names that modules of the store
have imported from `os` beforehand are replaced as well. What goes around that, such as a library in
C, shows in `Recorder.missed`.
"""

from __future__ import annotations

import builtins
import io
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from . import recorded_calls
from .recorder import Recorder

_open_by_os: Any = import_module("_pyio").open
_REAL = {name: getattr(os, name) for name in recorded_calls.CALLS if hasattr(os, name)}


@contextmanager
def recording(recorder: Recorder, modules: Collection[str]) -> Iterator[None]:
    """Within, calls are recorded, also those of names that these packages have imported."""
    originals = {name: getattr(os, name) for name in _REAL}
    wrapped = {
        name: recorded_calls.CALLS[name](recorder, original) for name, original in originals.items()
    }
    opened = builtins.open, io.open
    by_function = {id(real): wrapped[name] for name, real in _REAL.items()}
    by_function |= {id(one): _open_by_os for one in opened}
    rebound = list(_imported(modules, by_function))
    for name, function in wrapped.items():
        setattr(os, name, function)
    builtins.open = io.open = _open_by_os
    for names, name, original in rebound:
        names[name] = by_function[id(original)]
    try:
        yield
    finally:
        for names, name, original in rebound:
            names[name] = original
        builtins.open, io.open = opened
        for name, original in originals.items():
            setattr(os, name, original)


def _imported(
    modules: Collection[str], functions: dict[int, Callable[..., Any]]
) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """The places where modules of these packages hold such functions under names of their own."""
    tops = {name.partition(".")[0] for name in modules}
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in tops and module is not None:
            names = vars(module)
            yield from (
                (names, key, one) for key, one in list(names.items()) if id(one) in functions
            )
