"""Keys that are wrong since edition 1.6; often they are right in a neighbouring edition."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import OCI_CONFIG, OCI_LAYER
from remotes_conformance.protocols import Context

from ..right_1_6 import REF_NAME, Right2X, Right16
from ..shelf import breaks


@breaks("KEY-3a", "layer-")
class KnowsTheFirstLayersOnly(Right16):
    """Has the kinds of the first edition."""

    edition = "2017-06"


@breaks("KEY-3a", "layer-")
class WantsAVersionOfLayers(Right16):
    """A type of layers without a version is none to it."""

    def kind_of(self, media_type: str) -> str:
        no_version = media_type.startswith("application/vnd.oci.image.layer.tar")
        return "unknown" if no_version else super().kind_of(media_type)


@breaks("KEY-3b", "layer-")
class KnowsNoYoungerLayers(Right2X):
    """Has the kinds of edition 1.6."""

    edition = "1.6"


@breaks("KEY-3b", "layer-")
class KnowsOnlyBareZstd(Right2X):
    """A docker zstd layer with a suffix is unknown to it."""

    def kind_of(self, media_type: str) -> str:
        return "unknown" if "tar.zstd+" in media_type else super().kind_of(media_type)


@breaks("KEY-4a", "config-")
class KnowsNoCheckpoints(Right16):
    """Takes the config of a checkpoint for something unknown."""

    def kind_of(self, media_type: str) -> str:
        return "unknown" if "checkpoint" in media_type else super().kind_of(media_type)


@breaks("KEY-5a", "unknown-")
class KnowsTypesTooEarly(Right16):
    """Has the kinds of edition 2.x."""

    edition = "2.x"


@breaks("KEY-5b", "unknown-")
class GuessesFromTheBeginning(Right2X):
    """Takes whatever begins like a config for one."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type.partition("+enc")[0])


@breaks("KEY-5b", "unknown-")
class KnowsEveryErofs(Right2X):
    """Any version of an EROFS layer will do."""

    def kind_of(self, media_type: str) -> str:
        erofs = media_type.startswith("application/vnd.erofs.layer.")
        return "layer" if erofs else super().kind_of(media_type)


@breaks("KEY-6a", "busybox")
class LeavesOutTheRefName(Right16):
    """Forms the key as the first edition does."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return super().make_ref_key(ctx, replace(descriptor, annotations={}))


@breaks("KEY-6a", "a key that ends in")
class PrefersItsOwnName(Right16):
    """Has an annotation of its own that goes before the ref name."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        name = descriptor.annotations.get("io.containerd.image.name")
        named = {} if name is None else {REF_NAME: name}
        annotations = {**descriptor.annotations, **named}
        return super().make_ref_key(ctx, replace(descriptor, annotations=annotations))


@breaks("KEY-7a", "equal keys")
class PutsTheUrlsIntoTheKey(Right16):
    """Thinks that another place is another ingest."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return super().make_ref_key(ctx, descriptor) + "".join(descriptor.urls)


@breaks("KEY-8a", "different keys")
class CutsTheDigestShort(Right16):
    """Keeps the algorithm of a digest alone."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return super().make_ref_key(ctx, replace(descriptor, digest=descriptor.digest[:7]))


@breaks("KEY-12", "mine")
class PrefersItsOwnKinds(Right16):
    """Applies a prefix to unknown types only."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        known = self.kind_of(descriptor.media_type) != "unknown"
        return super().make_ref_key(
            ctx.derive(values={"prefixes": {}}) if known else ctx, descriptor
        )


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


@breaks("KEY-13", "does not apply in this context")
class WritesIntoTheParent(Right16):
    """Puts a prefix into the table that the context has already, as 1.6.20 does."""

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str, /) -> Context:
        table = ctx.value("prefixes")
        if not isinstance(table, dict):
            return super().with_key_prefix(ctx, media_type, prefix)
        table[media_type] = prefix
        return ctx.derive()
