"""The shelf: deliberately wrong implementations, at least one for each rule of the contract.

A folder for each section of the contract. Importing a module puts its implementations on the shelf.
"""

from importlib import import_module
from pkgutil import walk_packages

from .shelf import SHELF, Wrong

for _module in walk_packages(__path__, f"{__name__}."):
    import_module(_module.name)

__all__ = ["SHELF", "Wrong"]
