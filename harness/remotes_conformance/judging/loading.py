"""Finding the implementation to judge, with a clear error if it cannot be judged."""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from ..contract import edition as check_edition
from ..contract.capabilities import FURTHER, HANDLERS, TREES, Capability, of_several
from ..doors.python import patches
from ..doors.python.choosing import door_to
from ..doors.python.playing import Perform, local_play
from ..doors.unusable import Unusable
from ..plugs.scene import UNPLUGGED, Plugs
from .bench import Bench


@dataclass(frozen=True, slots=True)
class Loaded:
    """An implementation, ready to be judged: `bench` plays scenarios on it.

    `offers`: the same as `kinds` of `bench`.
    """

    name: str
    version: str
    bench: Bench
    offers: tuple[str, ...]


def load(spec: str) -> object:
    """The object that *spec*, "package.module:object", names. Raises `Unusable`.

    The module is imported so that its locks, conditions and queues run in virtual time.
    """
    module_name, colon, attribute = spec.partition(":")
    if not colon or not module_name or not attribute:
        raise Unusable(f"{spec!r} is not of the form package.module:object: name the object, too")
    if os.getcwd() not in sys.path and "" not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        with patches.importing():
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
            choice = f"choose from {offered}" if offered else "is it the right module?"
            raise Unusable(f"{module_name} has no {attribute!r}: {choice}")
        found = getattr(found, part)
    return found


def _while_importing(module_name: str, error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return (
        f"importing {module_name} failed with {type(error).__name__}: {error}{place}; "
        "fix that first; no test was run"
    )


def open_bench(
    remotes: object,
    *,
    edition: str = "2017-06",
    patience: float = 5.0,
    spec: str = "",
    plugs: Plugs = UNPLUGGED,
    perform: Perform = local_play,
) -> Loaded:
    """A bench that plays scenarios of *edition* on *remotes*, with *plugs* for collaborators.

    *remotes*: an object that has the functions, or a class of such objects. *patience*: the
    number of seconds without progress after which a call is a hang; see `check`. *spec*: the
    name of *remotes* in reports. Raises `Unusable`, `UnknownEdition`.
    """
    known = check_edition(edition)
    if isinstance(remotes, type):
        remotes = _instance(remotes)
    offers = _offers(remotes)
    door = door_to(remotes, offers, patience=patience, plugs=plugs, perform=perform)
    name, version = name_and_version(remotes, spec)
    kinds = {*offers, *_further(remotes, plugs, edition), *of_several(offers), *door.can}
    bench = Bench(door, kinds, edition=known)
    bench.is_plugged = bool(plugs.names)
    bench.lacks = plugs.lacks
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
    """The functions that *remotes* has; each has to take the contract's arguments."""
    # Names such as `handlers` may stand for something else in an implementation without trees.
    trees = [one for one in TREES if callable(getattr(remotes, one.method, None))]
    offers = sorted(one.kind for one in (*HANDLERS, *trees) if _has(remotes, one))
    if not offers:
        names = ", ".join(one.method for one in (*HANDLERS, *TREES))
        raise Unusable(f"{remotes!r:.80} has none of {names}: add at least one")
    return tuple(offers)


def _further(remotes: object, plugs: Plugs, edition: str) -> Iterator[str]:
    """The further kinds that can be played in *edition*, beside the functions themselves."""
    for one in FURTHER:
        if edition not in one.editions:
            continue
        # Whether a plugged pusher is also an ingester depends on that pusher alone.
        if _has(remotes, one) if one.method else plugs.pusher is None:
            yield one.kind


def _has(remotes: object, offer: Capability) -> bool:
    """True if *remotes* has the function. Raises `Unusable` if it takes other arguments."""
    name, arguments = offer.method, offer.arguments
    function = getattr(remotes, name, None)
    if function is None:
        return False
    if not callable(function):
        raise Unusable(f"{name} is {function!r:.60}: make it a function")
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError as error:
        raise Unusable(
            f"{name}{inspect.signature(function)} cannot be called as "
            f"{name}({', '.join(arguments)}): {error}; change its parameters"
        ) from None
    except ValueError:
        pass  # a function without a readable signature
    return True


def name_and_version(remotes: object, spec: str) -> tuple[str, str]:
    """The name of *remotes* in reports, and its version ("": not known)."""
    module = remotes.__name__ if isinstance(remotes, ModuleType) else type(remotes).__module__
    name = getattr(remotes, "implementation", None) or spec or f"{module}:{type(remotes).__name__}"
    version = getattr(remotes, "version", None)
    if version is None:
        package = (spec.partition(":")[0] or module).partition(".")[0]
        distributions = _packages(tuple(sys.path)).get(package, [])
        version = importlib.metadata.version(distributions[0]) if distributions else ""
    return str(name), str(version)


@cache
def _packages(paths: tuple[str, ...]) -> Mapping[str, list[str]]:
    """The distributions of each package on *paths*, by its name. Reading them takes longer than
    most stories."""
    return importlib.metadata.packages_distributions()
