"""Changes the descriptor that it was given."""

from __future__ import annotations

from typing import Any, cast

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Ingester, Reader, Writer

from ..right import Right
from ..right_1_6 import REF_NAME, Right16
from ..shelf import breaks


def _annotations(descriptor: Descriptor) -> dict[str, str]:
    return cast(dict[str, str], descriptor.annotations)


@breaks("RUN-5", "annotations", "1.6")
class PopsTheRefName(Right16):
    """Takes the ref name out of the caller's annotations."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        key = super().make_ref_key(ctx, descriptor)
        _annotations(descriptor).pop(REF_NAME, None)
        return key


@breaks("RUN-5", "annotations", "2017-06")
class NotesWhereItIs(Right):
    """Uses the annotations to remember how far it has come."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        _annotations(descriptor)["refusals"] = str(refusals)
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)


@breaks("RUN-5", "annotations", "2017-06")
class ClearsTheAnnotations(Right):
    """Has no use for them."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        reader = super().ask(ctx, fetcher, descriptor)
        _annotations(descriptor).clear()
        return reader


@breaks("RUN-5", "platform", "2017-06")
class NormalizesThePlatform(Right):
    """Fills in a default of the platform."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        if descriptor.platform is not None:
            cast(dict[str, Any], descriptor.platform)["variant"] = "v8.0"
        return super().make_ref_key(ctx, descriptor)


@breaks("RUN-5", "size", "2017-06")
class CorrectsTheSize(Right):
    """Writes the counted size into a descriptor of unknown size, frozen as it is."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        super().commit(writer, ref, descriptor)
        if descriptor.size < 0:
            object.__setattr__(descriptor, "size", 0)
