"""Ref keys: the name of the ingest of a descriptor, `<kind>-<digest>` (section KEY)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol, TypeVar, cast

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import kind_of
from remotes_conformance.protocols import AsyncContext, Context, Logger

from .editions import FIRST, Edition, edition_named

REF_NAME: Final = "org.opencontainers.image.ref.name"
"""The annotation that stands before the digest, from edition 1.6 on."""

_PREFIXES: Final = "remotes_reference.key_prefixes"

AnyContext = TypeVar("AnyContext", Context, AsyncContext)


class Carries(Protocol):
    """As much of a context as a ref key needs; synchronous and asynchronous ones have it."""

    @property
    def logger(self) -> Logger: ...
    def value(self, key: str) -> object: ...


def make_ref_key(ctx: Carries, descriptor: Descriptor, *, edition: str = "2017-06") -> str:
    """Name the ingest of *descriptor*, so that two fetches of it meet at one lock."""
    return ref_key(ctx, descriptor, edition_named(edition))


def ref_key(ctx: Carries, descriptor: Descriptor, edition: Edition = FIRST) -> str:
    """As `make_ref_key`."""
    media_type, name = descriptor.media_type, descriptor.digest
    if not edition.is_first:
        if REF_NAME in descriptor.annotations:
            name = f"{descriptor.annotations[REF_NAME]}@{name}"
        if prefix := _prefixes(ctx).get(media_type):
            return f"{prefix}-{name}"
    kind = kind_of(media_type, edition.name)
    if kind == "unknown":
        log = ctx.logger.debug if edition.unknown_types == "debug" else ctx.logger.warning
        # The type as an argument: it comes from a registry and may well contain a `%`.
        log("no kind of ref key for media type %s", media_type)
    return f"{kind}-{name}"


def with_key_prefix(ctx: AnyContext, media_type: str, prefix: str) -> AnyContext:
    """A context in which refs of exactly *media_type* begin with *prefix*; "": as without one.

    Each context has prefixes of its own: *ctx* does not learn of what is derived from it.
    """
    return ctx.derive(values={_PREFIXES: {**_prefixes(ctx), media_type: prefix}})


def _prefixes(ctx: Carries) -> Mapping[str, str]:
    return cast(Mapping[str, str], ctx.value(_PREFIXES) or {})
