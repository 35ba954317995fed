"""Descriptors of any class, with fields of any type, are read as plain values."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.plain_descriptors import plain_descriptor
from remotes_conformance.world.journal import Strange
from strange_values import DESCRIPTOR, Lying, Name, Plain


class Own(Descriptor):
    """A descriptor of the implementation's own class."""

    __slots__ = ()

    @property
    def size(self) -> int:  # type: ignore[override]
        raise RuntimeError("no size")


def differently(value: Any) -> Descriptor:
    return replace(DESCRIPTOR, **value)


@pytest.mark.parametrize(
    ("descriptor", "text"),
    [
        (differently({"size": "24"}), "a Descriptor whose size is the str '24'"),
        (differently({"size": 10**6000}), "a Descriptor whose size is an int of 19932 bits"),
        (differently({"digest": None}), "a Descriptor whose digest is None"),
        (differently({"media_type": b"x"}), "a Descriptor whose mediaType is the bytes b'x'"),
        (differently({"annotations": {1: 2}}), "a Descriptor whose annotations is a dict {1: 2}"),
        (differently({"annotations": Plain()}), "a Descriptor whose annotations is a Plain"),
        (differently({"urls": "x"}), "a Descriptor whose urls is the str 'x'"),
        (differently({"data": "x"}), "a Descriptor whose data is the str 'x'"),
        (object.__new__(Descriptor), "a Descriptor whose media_type is unreadable"),
    ],
)
def test_a_descriptor_is_one_only_with_right_fields(descriptor: Any, text: str) -> None:
    """Otherwise the text names the wrong field."""
    text = text.replace("media_type", "mediaType")
    assert plain_descriptor(descriptor) == Strange(text)


def test_a_descriptor_of_another_class_is_read_by_its_fields() -> None:
    """Fields of subclasses are read past their properties; mappings of any kind are copied."""
    annotations = OrderedDict(a=Name("1"))
    parts = ("m", Name("d"), 3, MappingProxyType(annotations), ["u"], None, Lying(b"x"))
    made = object.__new__(Own)
    for name, value in zip(Descriptor.__slots__, parts, strict=True):
        vars(Descriptor)[name].__set__(made, value)
    plain = plain_descriptor(made)
    assert plain == Descriptor("m", "d", 3, {"a": "1"}, ("u",), None, b"x")
    assert isinstance(plain, Descriptor)
    assert type(plain.digest) is str
