"""Convert a descriptor into an object of their own at once, and change only that object."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Provider, Pusher
from wrong.right import Children, Right
from wrong.right_1_6 import REF_NAME, Right16

from .since_1_6 import SINCE_1_6, in_both

__all__ = ["SINCE_1_6"]


@dataclass
class Item:
    """A descriptor with mutable fields."""

    media_type: str
    digest: str
    size: int
    annotations: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, descriptor: Descriptor) -> Item:
        annotations = dict(descriptor.annotations)
        return cls(descriptor.media_type, descriptor.digest, descriptor.size, annotations)


@in_both
class PopsTheNameFromItsOwnCopy(Right16):
    """The ref name is taken out of the copy, when the key is made."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        item = Item.of(descriptor)
        name = item.annotations.pop(REF_NAME, None)
        item.annotations.clear()
        rest = replace(descriptor, annotations={})
        key = super().make_ref_key(ctx, rest)
        if name is None:
            return key
        prefix = key[: len(key) - len(item.digest)]
        return f"{prefix}{name}@{item.digest}"


class WorksOnACopy(Right):
    """Passes a copy on, and writes its progress into the annotations of another one."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return on_a_copy(super().fetch_handler(ingester, fetcher))

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return on_a_copy(super().push_handler(provider, pusher))


def on_a_copy(handle: Handler) -> Handler:
    def handled(ctx: Context, descriptor: Descriptor) -> Children:
        item = Item.of(descriptor)
        item.annotations["state"] = "begun"
        children = handle(ctx, replace(descriptor, annotations=dict(descriptor.annotations)))
        item.annotations["state"] = "done"
        item.size = 0
        return children

    return handled
