"""A wrong implementation that is not on its shelf fails a test."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import clients
import clients.right
import clients.shelf
import pytest
import stores
import stores.shelf
import wrong
import wrong.right
import wrong.shelf
from remotes_conformance.contract import UnknownRequirement

SHELVED = {
    wrong: {one.kind for one in wrong.SHELF.values()},
    clients: set(clients.shelf.SHELF.values()),
    stores: set(stores.shelf.SHELF),
}


def is_implementation(value: object, package: ModuleType) -> bool:
    """True if it is a class of the kind in *package*: handlers, clients or stores."""
    if package is stores:
        return inspect.isclass(value) and hasattr(value, "writer")
    right = wrong.right.Right if package is wrong else clients.right.Right
    return inspect.isclass(value) and issubclass(value, right)


def written_in(package: ModuleType) -> Iterator[type[Any]]:
    """The wrong implementations in *package*, without base classes, which have a leading `_`."""
    below = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    names = [
        one.name for one in below if one.name.startswith((f"{package.__name__}.wrong_", "wrong."))
    ]
    for name in names:
        if not name.startswith("wrong.right"):
            for value in vars(importlib.import_module(name)).values():
                is_own = getattr(value, "__module__", "") == name
                if is_own and is_implementation(value, package) and value.__name__[0] != "_":
                    yield value


def forgotten(written: Iterable[type[Any]], shelved: set[type[Any]]) -> set[type[Any]]:
    """Classes that are neither on the shelf nor a base of one on it."""
    parts = {base for kind in shelved for base in kind.__mro__}
    return {kind for kind in written if kind not in parts}


@pytest.mark.parametrize("package", SHELVED, ids=lambda package: package.__name__)
def test_every_wrong_implementation_is_on_its_shelf(package: ModuleType) -> None:
    """Or one on the shelf inherits from it."""
    written = list(written_in(package))
    assert len(written) > 50
    assert forgotten(written, SHELVED[package]) == set()


def test_an_implementation_without_the_decorator_is_missed() -> None:
    """The test above fails for it."""

    class Forgotten(clients.right.Right):
        """Never put on the shelf."""

    assert is_implementation(Forgotten, clients)
    assert forgotten([Forgotten], SHELVED[clients]) == {Forgotten}


@pytest.mark.parametrize(
    "shelf", [clients.shelf, stores.shelf, wrong.shelf], ids=lambda s: s.__name__
)
def test_a_misspelt_id_is_an_error(shelf: ModuleType) -> None:
    """At the moment the class is put on the shelf; it does not vanish."""
    fault = ("",) if shelf is wrong.shelf else ()
    with pytest.raises(UnknownRequirement):
        shelf.breaks("STORE-99", *fault)(clients.right.Right)
