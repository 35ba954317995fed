"""A descriptor that the implementation made or has changed, as a real one, or as `Strange`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..content import Descriptor, own_copy
from ..world.journal import Strange
from .plain_values import described, is_a, number, shown, text
from .strands import Condemned

WIRE = {"media_type": "mediaType"}
"""Fields that are called otherwise in JSON."""


def plain_descriptor(value: object) -> Descriptor | Strange:
    """*value* with fields of its own, each of the right type; else what it is."""
    if not is_a(value, Descriptor):
        return Strange(described(value))
    if type(value) is Descriptor and _is_plain(value):
        return own_copy(value)
    found: dict[str, Any] = {}
    for name, convert in _FIELDS.items():
        try:
            # Past the object's class, which may have a property in the place of each.
            found[name] = convert(vars(Descriptor)[name].__get__(value))
        except Condemned:
            raise
        except BaseException:  # it is not there, or runs code of its own
            found[name] = Strange("unreadable")
        if type(found[name]) is Strange:
            return Strange(f"a Descriptor whose {WIRE.get(name, name)} is {found[name]}")
    return Descriptor(**found)


def _is_plain(value: Descriptor) -> bool:
    """True if there is nothing to convert: most descriptors are so, and this is called often."""
    try:
        return (
            type(value.media_type) is str
            and value.media_type.isascii()
            and type(value.digest) is str
            and value.digest.isascii()
            and type(value.size) is int
            and -(2**63) <= value.size < 2**63
            and type(value.annotations) is dict
            and not value.annotations
            and type(value.urls) is tuple
            and not value.urls
            and value.platform is None
            and (value.data is None or type(value.data) is bytes)
        )
    except Exception:  # not all of it is there
        return False


def difference(before: Descriptor, after: Descriptor | Strange) -> str:
    """In which fields they differ: `annotations: {'a': '1'} became {}`."""
    if isinstance(after, Strange):
        return f"it became {after}"
    changed = []
    for name in _FIELDS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            changed.append(f"{WIRE.get(name, name)}: {shown(was)} became {shown(now)}")
    return ", ".join(changed)


def _texts(value: object) -> dict[str, str] | Strange:
    """A mapping of strings; it can be changed."""
    if value is None:
        return {}
    if not issubclass(type(value), Mapping):
        return Strange(described(value))
    plain: dict[str, str] = {}
    for name, one in dict(value).items():  # type: ignore[call-overload]
        key, string = text(name), text(one)
        if isinstance(key, Strange) or isinstance(string, Strange):
            return Strange(described(value))
        plain[key] = string
    return plain


def _platform(value: object) -> dict[str, str] | Strange | None:
    return None if value is None else _texts(value)


def _urls(value: object) -> tuple[str, ...] | Strange:
    if not issubclass(type(value), (tuple, list)):
        return Strange(described(value))
    plain = [text(one) for one in value]  # type: ignore[attr-defined]
    found = tuple(one for one in plain if not isinstance(one, Strange))
    return found if len(found) == len(plain) else Strange(described(value))


def _data(value: object) -> bytes | Strange | None:
    if value is None:
        return None
    return memoryview(value).tobytes() if is_a(value, bytes) else Strange(described(value))


_FIELDS = {
    "media_type": text, "digest": text, "size": number, "annotations": _texts, "urls": _urls,
    "platform": _platform, "data": _data,
}  # fmt: skip
