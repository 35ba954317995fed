"""Clients of a registry, to be judged: right ones, and one wrong one or more for each rule.

Importing a module whose name begins with `wrong_` or `different` puts its clients on a shelf.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    if _module.name.startswith(("wrong_", "different")):
        import_module(f"{__name__}.{_module.name}")
