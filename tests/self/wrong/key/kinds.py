"""Wrong kinds in ref keys: KEY-1 to KEY-5. `body` has the rest."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import (
    DOCKER_CONFIG,
    DOCKER_INDEX,
    DOCKER_MANIFEST,
    OCI_CONFIG,
    OCI_INDEX,
    OCI_LAYER_NONDISTRIBUTABLE,
    OCI_MANIFEST,
)
from remotes_conformance.protocols import Context

from ..right import Right
from ..shelf import breaks


class _Misnames(Right):
    """Puts another prefix in front of some media types."""

    types: tuple[str, ...]
    instead: str

    def kind_of(self, media_type: str) -> str:
        return self.instead if media_type in self.types else super().kind_of(media_type)


@breaks("KEY-1", "manifest-")
class ForgetsOciManifests(_Misnames):
    """Knows Docker's manifests only."""

    types = (OCI_MANIFEST,)
    instead = "unknown"


@breaks("KEY-1", "manifest-")
class WritesImageForManifest(_Misnames):
    """Calls manifests images."""

    types = (OCI_MANIFEST, DOCKER_MANIFEST)
    instead = "image"


@breaks("KEY-2", "index-")
class TakesIndexesForManifests(_Misnames):
    """Gives indexes the prefix of manifests."""

    types = (OCI_INDEX, DOCKER_INDEX)
    instead = "manifest"


@breaks("KEY-2", "index-")
class WritesListForIndex(_Misnames):
    """Calls Docker's indexes by Docker's name."""

    types = (DOCKER_INDEX,)
    instead = "list"


@breaks("KEY-3", "layer-")
class ForgetsNondistributableLayers(_Misnames):
    """Does not know the plain non-distributable layer."""

    types = (OCI_LAYER_NONDISTRIBUTABLE,)
    instead = "unknown"


@breaks("KEY-3", "layer-")
class WritesBlobForLayer(Right):
    """Calls layers blobs."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type).replace("layer", "blob")


@breaks("KEY-4", "config-")
class TakesConfigsForLayers(_Misnames):
    """Gives configs the prefix of layers."""

    types = (OCI_CONFIG, DOCKER_CONFIG)
    instead = "layer"


@breaks("KEY-5", "unknown-")
class GuessesFromTheName(Right):
    """Takes everything with `layer` in its name for a layer: zstd, encrypted, foreign."""

    def kind_of(self, media_type: str) -> str:
        kind = super().kind_of(media_type)
        return "layer" if kind == "unknown" and ".layer." in media_type else kind


@breaks("KEY-5", "unknown-")
class FoldsLetterCase(Right):
    """Compares media types without regard to letter case."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type.lower())


@breaks("KEY-5", "unknown-")
class StripsParameters(Right):
    """Ignores what follows a semicolon."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type.partition(";")[0])


@breaks("KEY-5", "unknown-")
class StripsBlanks(Right):
    """Ignores blanks around a media type."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type.strip(" "))


@breaks("KEY-5", "unknown-")
class TakesSchema1ForAManifest(Right):
    """Gives schema 1 the prefix of the other manifests."""

    def kind_of(self, media_type: str) -> str:
        kind = super().kind_of(media_type)
        return "manifest" if media_type.endswith(".manifest.v1+prettyjws") else kind


@breaks("KEY-5", "unknown-")
class DropsThePrefixOfUnknownTypes(Right):
    """Leaves the prefix away where it does not know the type."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return super().make_ref_key(ctx, descriptor).removeprefix("unknown-")
