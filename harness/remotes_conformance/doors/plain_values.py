"""Values of the implementation, of whatever type, as plain values for the journal.

No object is trusted: `__class__`, `__str__`, `__repr__` and attributes may raise, and a subclass of
`str` or `int` may behave in any way. A value of another type than it should be becomes `Strange`,
whose text has type and value, short and without addresses: equal runs give equal texts.
"""

from __future__ import annotations

import io
import re
import reprlib
from typing import Any, TypeGuard, TypeVar, cast

from ..world.journal import Strange
from .strands import Condemned

T = TypeVar("T")

_LONGEST = 100
"""Characters of a value's own text that are shown."""
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_ORIGINS = {io.SEEK_SET: "start", io.SEEK_CUR: "current", io.SEEK_END: "end"}
EVERYTHING = -1
"""The size that a Read asks for if it names no number of bytes."""
_PLAIN = frozenset({str, bytes, int, float, bool})
_name_of = type.__dict__["__name__"].__get__


def type_name(value: object) -> str:
    """The name of the value's class, whatever its metaclass overrides."""
    return str(_name_of(type(value)))


def without_addresses(text: str) -> str:
    """*text*, with `0x…` in the place of every address: those differ from run to run."""
    return _ADDRESS.sub("0x…", as_unicode(text)) if "0x" in text else as_unicode(text)


def as_unicode(text: str) -> str:
    """*text*, with an escape in the place of half a surrogate pair, which no file takes."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def is_a(value: object, kind: type[T]) -> TypeGuard[T]:
    """As `isinstance`, which however asks the object for its `__class__`."""
    return issubclass(type(value), kind)


def exact(value: str) -> str:
    """A string, perhaps of a subclass, as a real `str` that is Unicode."""
    return as_unicode(str.__str__(value))


def text(value: object) -> str | Strange:
    """A value that has to be a string."""
    if type(value) is str and value.isascii():
        return value
    return exact(value) if is_a(value, str) else Strange(described(value))


def number(value: object) -> int | Strange:
    """A value that has to be a number of 64 bits, as all numbers of the contract are."""
    if type(value) is not int and (not is_a(value, int) or is_a(value, bool)):
        return Strange(described(value))
    plain = int.__index__(value)
    return plain if -(2**63) <= plain < 2**63 else Strange(described(plain))


def count(value: object) -> int | Strange:
    """The number of bytes that a Read is to give."""
    plain = EVERYTHING if value is None else number(value)
    return plain if isinstance(plain, Strange) else max(EVERYTHING, plain)


def buffer(value: object) -> bytes | bytearray | memoryview | Strange:
    """A value that has to be bytes. It is not copied: it may change until the Write is served."""
    if type(value) in (bytes, bytearray, memoryview):
        return cast(bytes, value)
    # A subclass may override anything about its bytes; a view of them does not ask it.
    if issubclass(type(value), (bytes, bytearray)):
        return memoryview(cast(bytes, value))
    return Strange(described(value))


def origin(whence: object) -> str | Strange:
    """From where a Seek counts."""
    place = number(whence)
    found = None if isinstance(place, Strange) else _ORIGINS.get(place)
    return Strange(described(whence)) if found is None else found


def described(value: object) -> str:
    """Type and value: “the str 'sha256:…'”, “None”, “a dict {'a': 1}”, “a Thing”."""
    if value is None:
        return "None"
    if type(value) is int and value.bit_length() > 64:  # a longer one may have no decimal digits
        return f"an int of {value.bit_length()} bits"
    if is_a(value, type):
        return f"the class {_name_of(value)}"
    name = type_name(value)
    article = "the" if type(value) in _PLAIN else "an" if name[:1] in "aeiouAEIOU" else "a"
    return f"{article} {name} {_shown(value)}".rstrip()


def shown(value: object) -> str:
    """The value alone, as Python writes it; its type, where it cannot be written."""
    return _shown(value) or _nothing_but_its_class(value)


def _nothing_but_its_class(value: object) -> str:
    return f"<{type_name(value)}>"


def _shown(value: Any) -> str:
    try:
        shortened = _SHORT.repr(value)
    except Condemned:
        raise
    except BaseException:  # its own code: whatever it raises
        return ""
    shortened = without_addresses(exact(shortened))
    if shortened == _nothing_but_its_class(value):
        return ""
    return shortened if len(shortened) <= _LONGEST else f"{shortened[: _LONGEST - 1]}…"


class _Short(reprlib.Repr):
    """As `repr`, but for the middle of what is long."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = _LONGEST
        self.maxlevel = 3
        self.fillvalue = "…"

    def repr_instance(self, x: Any, level: int) -> str:
        if getattr(type(x), "__repr__", None) is object.__repr__:
            return _nothing_but_its_class(x)  # and an address, if it were asked
        try:
            return repr(x)
        except Exception:  # its own code: what holds it can be shown all the same
            return _nothing_but_its_class(x)


_SHORT = _Short()
