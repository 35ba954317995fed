"""Content stores for the tests of the harness: right ones, right but different ones, wrong ones.

Importing a module whose name begins with `wrong_` puts its stores on the shelf.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    if _module.name.startswith("wrong_"):
        import_module(f"{__name__}.{_module.name}")
