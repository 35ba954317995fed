"""Finding the implementation to judge, and saying clearly why where it cannot be judged."""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import os
import sys
import traceback
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .bench import Bench
from .catalogue import SINCE_1_6
from .catalogue import edition as check_edition
from .doors import standins
from .doors.border import Border
from .doors.fakes import FakeFetcher, FakeIngester, FakeProvider, FakePusher, Surface
from .doors.loop import LoopDoor
from .doors.playing import Perform, at_home
from .doors.threads import ThreadDoor
from .plugs import UNPLUGGED, Plugs
from .scenario import IN_PROCESS, Scenario
from .world import World

OFFERS = {
    "key": ("make_ref_key", ("ctx", "descriptor")),
    "fetch": ("fetch_handler", ("ingester", "fetcher")),
    "push": ("push_handler", ("provider", "pusher")),
}
KEY_PREFIX = ("with_key_prefix", ("ctx", "media_type", "prefix"))
"""Optional, and judged in the editions that know it."""


class Unusable(Exception):
    """The implementation cannot be judged. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An implementation, ready to be judged."""

    name: str
    version: str
    bench: Bench
    offers: tuple[str, ...]


def load(spec: str) -> object:
    """The object that *spec*, `package.module:object`, names. Raises `Unusable`."""
    module_name, colon, attribute = spec.partition(":")
    if not colon or not module_name or not attribute:
        raise Unusable(f"{spec!r} is not of the form package.module:object")
    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        with standins.importing():
            found: Any = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and (module_name + ".").startswith(error.name + "."):
            raise Unusable(
                f"there is no module {error.name!r}: run from the folder that holds it, "
                "or install it into this environment"
            ) from None
        raise Unusable(_while_importing(module_name, error)) from None
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise Unusable(_while_importing(module_name, error)) from None
    for part in attribute.split("."):
        if not hasattr(found, part):
            offered = ", ".join(name for name in vars(found) if not name.startswith("_"))[:300]
            raise Unusable(f"{module_name} has no {attribute!r}; it has: {offered or 'nothing'}")
        found = getattr(found, part)
    return found


def _while_importing(module_name: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return (
        f"importing {module_name} failed with {type(error).__name__}: {error}{place}; "
        "mend that first, the suite has not begun"
    )


def open_bench(
    remotes: object,
    *,
    edition: str = "2017-06",
    patience: float = 5.0,
    spec: str = "",
    plugs: Plugs = UNPLUGGED,
    perform: Perform = at_home,
) -> Loaded:
    """A bench for *remotes*, over *plugs*. Raises `Unusable`, or `UnknownEdition`."""
    check_edition(edition)
    if isinstance(remotes, type):
        remotes = _instance(remotes)
    offers = _offers(remotes)
    asynchronous = _is_asynchronous(remotes, offers)
    door = (LoopDoor if asynchronous else ThreadDoor)(
        remotes, patience=patience, plugs=plugs, perform=perform
    )
    name, version = _name_and_version(remotes, spec)
    further = _further(remotes, plugs) if edition in SINCE_1_6 else frozenset()
    kinds = {*offers, *further, *(IN_PROCESS - {"task_cancel"})}
    if asynchronous:
        kinds.add("task_cancel")
    bench = Bench(door, kinds, edition=edition)
    bench.is_plugged = bool(plugs.names)
    return Loaded(name, version, bench, tuple(sorted(kinds)))


def _instance(cls: type) -> object:
    try:
        return cls()
    except Exception as error:
        raise Unusable(
            f"{cls.__name__} is a class, and {cls.__name__}() failed with "
            f"{type(error).__name__}: {error}; name an instance instead"
        ) from None


def _offers(remotes: object) -> tuple[str, ...]:
    """Which of the functions *remotes* has; each has to take the contract's arguments."""
    offers = [kind for kind, (name, args) in OFFERS.items() if _has(remotes, name, args)]
    if not offers:
        names = ", ".join(name for name, _ in OFFERS.values())
        raise Unusable(f"{remotes!r:.80} has none of {names}")
    return tuple(sorted(offers))


def _further(remotes: object, plugs: Plugs) -> frozenset[str]:
    """What else can be played, beside the functions themselves."""
    further = set()
    if _has(remotes, *KEY_PREFIX):
        further.add("key_prefix")
    if plugs.pusher is None:  # what a plugged pusher is, that is for itself to say
        further.add("pusher_ingests")
    return frozenset(further)


def _has(remotes: object, name: str, arguments: tuple[str, ...]) -> bool:
    """Whether there is such a function. Raises `Unusable` where it cannot be called so."""
    function = getattr(remotes, name, None)
    if function is None:
        return False
    if not callable(function):
        raise Unusable(f"{name} is {function!r:.60}, which cannot be called")
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError as error:
        raise Unusable(
            f"{name}({', '.join(arguments)}) cannot be called: {error}; "
            f"it is {name}{inspect.signature(function)}"
        ) from None
    except ValueError:
        pass  # a function that does not tell its signature
    return True


class _NoPlay:
    """For building a handler only to see what it is."""

    world = World(Scenario(()))
    current_task = 0

    def park(self, call: object) -> Any:
        raise RuntimeError("a collaborator was called while the handler was built")


def _is_asynchronous(remotes: Any, offers: tuple[str, ...]) -> bool:
    declared = getattr(remotes, "door", None)
    if declared in ("sync", "async"):
        return bool(declared == "async")
    if declared is not None:
        raise Unusable(f"door is {declared!r}; it can be 'sync' or 'async'")
    surface = Surface(_NoPlay(), Border.of(remotes), -1)
    try:
        if "fetch" in offers:
            handler = remotes.fetch_handler(FakeIngester(surface), FakeFetcher(surface))
        elif "push" in offers:
            handler = remotes.push_handler(FakeProvider(surface), FakePusher(surface))
        else:
            handler = remotes.make_ref_key
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise Unusable(
            f"building a handler failed with {type(error).__name__}: {error} "
            f"({place.filename}:{place.lineno}); a handler is built without calling a collaborator"
        ) from None
    if not callable(handler):
        raise Unusable(f"fetch_handler gave {handler!r:.60}, which cannot be called")
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004  # an object with an async __call__
    )


def _name_and_version(remotes: object, spec: str) -> tuple[str, str]:
    module = remotes.__name__ if isinstance(remotes, ModuleType) else type(remotes).__module__
    name = getattr(remotes, "implementation", None) or spec or f"{module}:{type(remotes).__name__}"
    version = getattr(remotes, "version", None)
    if version is None:
        package = (spec.partition(":")[0] or module).partition(".")[0]
        distributions = importlib.metadata.packages_distributions().get(package, [])
        version = importlib.metadata.version(distributions[0]) if distributions else ""
    return str(name), str(version)
