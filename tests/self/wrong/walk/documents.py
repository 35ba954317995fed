"""Wrong children handlers, and a wrong whole."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import INDEXES
from remotes_conformance.protocols import Context, Handler, Provider, ReaderAt
from remotes_conformance.trees import CancellableContext

from ..right_trees import Children, Dispatch, RightTrees, RightTrees2X, RightTrees16
from ..shelf import breaks


@breaks("WALK-7", "children")
class NamesTheLayersFirst(RightTrees):
    """The config comes last."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        named = super().named(document, media_type)
        return named if media_type in INDEXES else named[1:] + named[:1]


@breaks("WALK-7", "children")
class NamesEachChildOnce(RightTrees):
    """A layer that a manifest names twice is named once."""

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        return list(dict.fromkeys(super().children(provider, ctx, descriptor)))


@breaks("WALK-7", "the error")
class BelievesTheDocumentsType(RightTrees):
    """The type that the document gives itself decides."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        if document.get("mediaType", media_type) != media_type:
            raise ValueError("another media type")
        return super().named(document, media_type)


@breaks("WALK-7", "'a.b'")
class ForgetsPlatforms(RightTrees):
    """It keeps the media type, the digest and the size, and nothing else."""

    def described(self, one: dict[str, Any]) -> Descriptor:
        return Descriptor(one["mediaType"], one["digest"], one["size"])


@breaks("WALK-7", "data", edition="2.x")
class DropsEmbeddedContent(RightTrees2X):
    """The children have no `data`."""

    def described(self, one: dict[str, Any]) -> Descriptor:
        return replace(super().described(one), data=None)


@breaks("WALK-7", "variant")
class TrimsPlatforms(RightTrees):
    """It keeps only the architecture and the operating system of a platform."""

    def described(self, one: dict[str, Any]) -> Descriptor:
        found = super().described(one)
        kept = {k: v for k, v in (found.platform or {}).items() if k in ("architecture", "os")}
        return replace(found, platform=kept or None)


@breaks("WALK-7", "children")
class LeavesAttestationsOut(RightTrees):
    """An index names no manifest for an unknown platform, it thinks."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        named = super().named(document, media_type)
        platforms = [one.get("platform") or {} for one in named]
        return [o for o, p in zip(named, platforms, strict=True) if p.get("os") != "unknown"]


@breaks("WALK-7", "bytes of the document were read")
class TakesOneReadForTheWhole(RightTrees):
    """It believes that a reader gives as many bytes as it is asked for."""

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        with provider.reader(ctx, descriptor.digest) as reader:
            return reader.read(descriptor.size)


@breaks("WALK-7", "bytes of the document were read", edition="1.6")
class TakesOneReadAtForTheWhole(RightTrees16):
    """The same, with the method that reads at an offset."""

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        with cast(ReaderAt, provider.reader(ctx, descriptor.digest)) as reader:
            return reader.read_at(0, descriptor.size)


@breaks("WALK-7a", "children")
class NamesEverything(RightTrees):
    """It names the children of all members that a document has."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        config = document.get("config")
        lists = (document.get(name) or () for name in ("layers", "manifests"))
        return [config] * bool(config) + [one for some in lists for one in some]


@breaks("WALK-7b", "fails: the document is ambiguous")
class ReadsAmbiguousDocuments(RightTrees16):
    """As the original did."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        return RightTrees.named(self, document, media_type)


@breaks("WALK-7b", "fails: the document is ambiguous")
class ReadsIndexesOfSchema1(RightTrees16):
    """It looks for the layers of schema 1 only where layers may be: in a manifest."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        if media_type in INDEXES:
            document = {name: value for name, value in document.items() if name != "fsLayers"}
        return super().named(document, media_type)


@breaks("WALK-8", "the provider was called")
class LooksIntoEverything(RightTrees):
    """It reads layers, too, to see whether they are documents."""

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        if self.kind_in_tree(descriptor.media_type) in ("manifest", "index"):
            return super().children(provider, ctx, descriptor)
        self.note(ctx, descriptor.media_type)
        with suppress(ValueError):
            json.loads(self.read(provider, ctx, descriptor))
        return ()


@breaks("WALK-8", "no children, and no call of the provider")
class RefusesToNameTheChildrenOfUnknownTypes(RightTrees):
    """It fails for a type that it does not know."""

    def note(self, ctx: Context, media_type: str) -> None:
        super().note(ctx, media_type)
        if self.kind_in_tree(media_type) == "unknown":
            raise ValueError(f"unknown type {media_type}")


@breaks("WALK-8a", "1 warning message")
class KeepsQuietAboutUnknownTypes(RightTrees):
    """It logs nothing."""

    def note(self, ctx: Context, media_type: str) -> None:
        """Nothing is logged."""


@breaks("WALK-8b", "1 debug message")
class KeepsQuietAboutUnknownTypes16(RightTrees16):
    """It logs nothing."""

    def note(self, ctx: Context, media_type: str) -> None:
        """Nothing is logged."""


@breaks("WALK-9", "with the provider's error")
class HasNoChildrenIfTheProviderFails(RightTrees):
    """It takes missing content for content without children."""

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        try:
            return super().children(provider, ctx, descriptor)
        except errors.NotFound:
            return ()


@breaks("WALK-9", "with the provider's error (not_found)")
class HidesTheProvidersError(RightTrees):
    """Its error hides the provider's."""

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        try:
            return super().read(provider, ctx, descriptor)
        except Exception:
            pass
        raise RuntimeError("the document could not be read")


@breaks("WALK-9a", "fails: the document is not JSON")
class HasNoChildrenIfItIsNotJSON(RightTrees):
    """It takes content that is no document for a document without children."""

    def parse(self, content: bytes) -> dict[str, Any]:
        try:
            return super().parse(content)
        except ValueError:
            return {}


@breaks("WALK-9a", "fails: the document is not JSON")
class ReadsTheFirstValue(RightTrees):
    """It ignores bytes after the document."""

    def parse(self, content: bytes) -> dict[str, Any]:
        document: dict[str, Any] = json.JSONDecoder().raw_decode(content.decode())[0]
        return document


class _FailingForLocks(Dispatch):
    def visit(self, descriptor: Descriptor) -> None:
        if descriptor.digest in self.seen:
            self.fail(ValueError(f"{descriptor.digest} is being fetched already"))
        self.seen.add(descriptor.digest)
        super().visit(descriptor)

    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        super().__init__(ctx, handler, limit)
        self.seen: set[str] = set()


@breaks("WALK-11", "success, and all 8 blobs are in the store")
class RefusesSharedLayers(RightTrees):
    """A layer that two manifests share is taken for a mistake."""

    dispatcher = _FailingForLocks


@breaks("WALK-11", "success, and all 4 blobs are in the store")
class LosesLayersOfAChain(RightTrees):
    """It returns only two children, so that a fetch in the same chain misses the others."""

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        children = super().children(provider, ctx, descriptor)
        return [one if n < 2 else replace(one, media_type="") for n, one in enumerate(children)][:2]
