"""Making an implementation that was imported before its time run in virtual time.

What it makes while it runs is cooperative of itself, and so is what it makes at import, where the
harness imports it. Where other code has imported it already, its locks and queues are real: a
strand that waits for one would stop the whole world. They are swapped here, while they are not in
use.
"""

from __future__ import annotations

import _thread
import concurrent.futures.thread as pools
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from types import FunctionType, ModuleType
from typing import Any

from .patches import SWAPS, CooperativeLock, importing, real_simple_queue

_RLOCK = type(_thread.RLock())
_SIMPLE_QUEUE: type = type(real_simple_queue())
_PLAIN = {bool, bytes, float, frozenset, int, str, tuple, type(None), FunctionType}
"""Types of what holds no lock, but may be swapped itself: most of what there is."""
_MAX_ENTRIES = 10_000
"""The size of a dictionary or list; larger ones are not searched for locks."""

_swapped: dict[int, tuple[Any, Any]] = {}
"""Real locks and queues, by identity, and what stands for each: names that shared one still do."""


def patch_package(package: str, *instances: object) -> None:
    """Swap what the modules of *package*, their classes and *instances* hold of `time`,
    `threading` and `queue`.

    That is: functions imported by name; locks, conditions, queues and pools that are not in use,
    as attributes of modules, of classes and of their instances, also in dictionaries and lists.
    """
    todo: list[object] = [*_modules(package), *instances]
    seen: set[int] = set()
    with importing():
        while todo:
            holder = todo.pop()
            if id(holder) in seen:
                continue
            seen.add(id(holder))
            try:
                held = list(_held_by(holder))
            except Exception:  # an object that does not even let its attributes be read
                continue
            for place, value in held:
                if type(value) in _PLAIN and id(value) not in SWAPS:
                    continue
                swapped = _swap(value)
                if swapped is not value:
                    _put(holder, place, swapped)
                elif type(value) in (dict, list) or _belongs(value, package):
                    todo.append(value)


def _modules(package: str) -> Iterator[ModuleType]:
    for name, module in list(sys.modules.items()):
        if module is not None and (name == package or name.startswith(package + ".")):
            yield module


def _belongs(value: object, package: str) -> bool:
    """True if *value* is a class of *package*, or an instance of one."""
    kind = type(value)  # isinstance() would ask the object, which may be a proxy for anything
    cls = value if issubclass(kind, type) else kind
    return str(getattr(cls, "__module__", "")).partition(".")[0] == package


def _held_by(holder: object) -> Iterator[tuple[Any, Any]]:
    """The values that *holder* holds: each with its key, its place or its name."""
    if isinstance(holder, (dict, list)):
        if len(holder) <= _MAX_ENTRIES:
            yield from list(holder.items() if isinstance(holder, dict) else enumerate(holder))
        return
    for name in _names(holder):
        with suppress(AttributeError):
            yield name, _stored(holder, name)


def _names(holder: object) -> list[str]:
    names = set(getattr(holder, "__dict__", ()))
    if not isinstance(holder, (type, ModuleType)):
        for cls in type(holder).__mro__:
            slots = vars(cls).get("__slots__", ())
            names.update([slots] if isinstance(slots, str) else slots)
    return sorted(name for name in names if not name.startswith("__"))


def _stored(holder: object, name: str) -> Any:
    """The attribute as it is stored: reading a property would run the implementation's code."""
    stored = getattr(holder, "__dict__", {})
    return stored[name] if name in stored else getattr(holder, name)


def _put(holder: object, place: Any, value: object) -> None:
    if isinstance(holder, (dict, list)):
        holder[place] = value
        return
    with suppress(AttributeError, TypeError):  # it is read-only
        setattr(holder, place, value)


def _swap(value: Any) -> Any:
    """The replacement of *value* from now on: *value* itself, if there is no need."""
    if id(value) in SWAPS:
        return SWAPS[id(value)]
    if id(value) in _swapped:
        return _swapped[id(value)][1]
    new = _new_for(value)
    if new is not value:
        _swapped[id(value)] = (value, new)
    return new


def _new_for(value: Any) -> Any:
    kind = type(value)  # isinstance() would ask proxies, which may look at anything
    if issubclass(kind, _thread.LockType):
        return value if value.locked() else CooperativeLock()
    if issubclass(kind, _RLOCK):
        if not value.acquire(blocking=False):
            return value
        value.release()
        return threading._PyRLock()  # type: ignore[attr-defined]
    if issubclass(kind, _SIMPLE_QUEUE):
        return queue._PySimpleQueue() if value.empty() else value  # type: ignore[attr-defined]
    _swap_within(kind, value)
    return value


def _swap_within(kind: type, value: Any) -> None:
    """Swap the lock inside a condition, event, semaphore, barrier, queue or pool."""
    if issubclass(kind, threading.Condition):
        lock = _swap(value._lock)
        if lock is not value._lock and not value._waiters:
            threading.Condition.__init__(value, lock)
    elif issubclass(kind, (threading.Event, threading.Semaphore, threading.Barrier)):
        _swap_within(threading.Condition, value._cond)
    elif issubclass(kind, queue.Queue):
        value.mutex = _swap(value.mutex)
        for condition in (value.not_empty, value.not_full, value.all_tasks_done):
            _swap_within(threading.Condition, condition)
    elif issubclass(kind, pools.ThreadPoolExecutor) and not value._threads:
        pools.ThreadPoolExecutor.__init__(value, value._max_workers)
