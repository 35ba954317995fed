"""Waits that are not drawn as they should be: editions from 1.6 on."""

from __future__ import annotations

import random
from dataclasses import replace

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import OCI_CONFIG, OCI_LAYER
from remotes_conformance.protocols import Context, Ingester, Pusher, Writer

from .later_right import REF_NAME, Right2X, Right16
from .shelf import breaks


@breaks("LOCK-2b", "2048 ms")
class StopsDoublingEarly(Right16):
    """No bound is above one second."""

    def pause(self, refusals: int) -> float:
        return random.random() * min(16 << min(refusals - 1, 7), 1024)


@breaks("LOCK-2b", "the bound 16 ms")
class StartsAt1Millisecond(Right16):
    """The bounds are 1, 2, 4 … 2048 ms."""

    def pause(self, refusals: int) -> float:
        return random.random() * min(1 << min(refusals - 1, 11), 2048)


@breaks("LOCK-2b", "are drawn from all below it")
class DrawsAroundTheMiddle(Right16):
    """Half the bound, give or take a quarter of that."""

    def pause(self, refusals: int) -> float:
        return min(16 << min(refusals - 1, 7), 2048) * random.uniform(0.375, 0.625)


@breaks("LOCK-2b", "the same 8 waits")
class DrawsByTheRef(Right16):
    """Random numbers that begin with the digest: all who wait for one ref come back together."""

    draws = random.Random(0)

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        mine = type(self)()
        mine.draws = random.Random(descriptor.digest)
        return super(DrawsByTheRef, mine).open_writer(ctx, ingester, descriptor)

    def pause(self, refusals: int) -> float:
        return self.draws.random() * min(16 << min(refusals - 1, 7), 2048)


class _Pushing(Right16):
    """A push that opens its writer in a way of its own, where its pusher is an ingester."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        mine = type(self)()
        mine.pushing = hasattr(pusher, "writer")
        return super(_Pushing, mine).open_push(ctx, pusher, descriptor)

    pushing = False


@breaks("PUSH-8", "wait, then ask again")
class PushesForMinutesOnly(_Pushing):
    """Gives up a push after some sixty waits."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return (self.pushing and refusals > 60) or super().gives_up(ctx, refusals)


@breaks("LOCK-8", "exists", edition="1.6")
class PushesWhatExistsWrapped(_Pushing):
    """That the content exists, and that is wrapped, is an error of a push."""

    def is_exists(self, error: Exception) -> bool:
        bare = isinstance(error, errors.AlreadyExists)
        return bare if self.pushing else super().is_exists(error)


@breaks("PUSH-1a", "ref")
class PushesToANamelessRef(_Pushing):
    """The ref of a push leaves out the ref name."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        nameless = replace(descriptor, annotations={}) if self.pushing else descriptor
        return super().make_ref_key(ctx, nameless)


# -- keys ----------------------------------------------------------------------------------------


@breaks("KEY-12", "begins with “layer-”")
class KeepsAPrefixForGood(Right16):
    """An empty prefix does not take back the one before."""

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str, /) -> Context:
        return super().with_key_prefix(ctx, media_type, prefix) if prefix else ctx.derive()


@breaks("KEY-12", "begins with “mine-”")
class KeepsManifestsAsTheyAre(Right16):
    """Prefixes are for layers and configs."""

    def prefixes(self, ctx: Context) -> dict[str, str]:
        return {t: p for t, p in super().prefixes(ctx).items() if t in (OCI_LAYER, OCI_CONFIG)}


@breaks("KEY-6a", "a key that ends in")
class PrefersItsOwnName(Right16):
    """Has an annotation of its own that goes before the ref name."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        name = descriptor.annotations.get("io.containerd.image.name")
        named = {} if name is None else {REF_NAME: name}
        annotations = {**descriptor.annotations, **named}
        return super().make_ref_key(ctx, replace(descriptor, annotations=annotations))


@breaks("KEY-3a", "layer-")
class WantsAVersionOfLayers(Right16):
    """A type of layers without a version is none to it."""

    def kind_of(self, media_type: str) -> str:
        no_version = media_type.startswith("application/vnd.oci.image.layer.tar")
        return "unknown" if no_version else super().kind_of(media_type)


@breaks("KEY-5b", "unknown-")
class KnowsEveryErofs(Right2X):
    """Any version of an EROFS layer will do."""

    def kind_of(self, media_type: str) -> str:
        erofs = media_type.startswith("application/vnd.erofs.layer.")
        return "layer" if erofs else super().kind_of(media_type)


@breaks("KEY-3b", "layer-")
class KnowsOnlyBareZstd(Right2X):
    """A docker zstd layer with a suffix is unknown to it."""

    def kind_of(self, media_type: str) -> str:
        return "unknown" if "tar.zstd+" in media_type else super().kind_of(media_type)
