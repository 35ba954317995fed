"""Wrong ways to make a key of kind and digest: KEY-5 to KEY-10."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import KINDS
from remotes_conformance.protocols import Context

from ..right import Right
from ..shelf import breaks


class _Redigests(Right):
    """Changes the digest on its way into the key."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        super().make_ref_key(ctx, descriptor)
        return f"{self.kind_of(descriptor.media_type)}-{self.in_key(descriptor.digest)}"

    def in_key(self, digest: str) -> str:
        return digest


@breaks("KEY-6", "unchanged")
class LowerCasesTheDigest(_Redigests):
    """Writes the digest in lower case."""

    def in_key(self, digest: str) -> str:
        return digest.lower()


@breaks("KEY-6", "unchanged")
class DropsTheAlgorithm(_Redigests):
    """Leaves the algorithm of the digest away."""

    def in_key(self, digest: str) -> str:
        return digest.removeprefix("sha256:")


@breaks("KEY-6", "unchanged")
class StripsTheDigest(_Redigests):
    """Removes blanks and line ends around the digest."""

    def in_key(self, digest: str) -> str:
        return digest.strip()


@breaks("KEY-6", "unchanged")
class CutsLongDigests(_Redigests):
    """Keeps no more of the digest than fits into a file name."""

    def in_key(self, digest: str) -> str:
        return digest[:255]


@breaks("KEY-7", "annotations")
class PutsTheRefNameIntoTheKey(Right):
    """Uses the annotation with the ref name, as editions since 1.6 do."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        name = descriptor.annotations.get("org.opencontainers.image.ref.name")
        kind, _, digest = super().make_ref_key(ctx, descriptor).partition("-")
        return f"{kind}-{digest}" if name is None else f"{kind}-{name}@{digest}"


@breaks("KEY-7", "size")
class PutsTheSizeIntoTheKey(Right):
    """Lets the descriptor's size have a part in the key."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return f"{super().make_ref_key(ctx, descriptor)}-{descriptor.size}"


@breaks("KEY-7", "equal keys")
class NumbersItsKeys(Right):
    """Gives a new key each time it is asked."""

    asked = 0

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        self.asked += 1
        return f"{super().make_ref_key(ctx, descriptor)}-{self.asked}"


@breaks("KEY-8", "for both")
class UsesTheDigestOfTheFirst(Right):
    """Remembers the first digest of each kind, and gives it to all others of that kind."""

    def __init__(self) -> None:
        self.first: dict[str, str] = {}

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        key = super().make_ref_key(ctx, descriptor)
        return self.first.setdefault(key.partition("-")[0], key)


@breaks("KEY-8", "for both")
class RemembersTheFirstKind(Right):
    """Remembers keys by digest: the second kind of one content gets the first one's key."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        key = super().make_ref_key(ctx, descriptor)
        return self.keys.setdefault(descriptor.digest, key)


class _WarnsOtherwise(Right):
    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        kind = self.kind_of(descriptor.media_type)
        self.warn(ctx, kind, descriptor.media_type)
        return f"{kind}-{descriptor.digest}"

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        raise NotImplementedError


@breaks("KEY-9", "one message")
class NeverWarns(_WarnsOtherwise):
    """Logs no warning about an unknown type."""

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        pass


@breaks("KEY-9", "no warning")
class WarnsOfEverything(_WarnsOtherwise):
    """Warns of known types, too."""

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        ctx.logger.warning("reference for %s type: %s", kind, media_type)


@breaks("KEY-9", "contains the media type")
class WarnsWithoutTheName(_WarnsOtherwise):
    """Does not name the type that it does not know."""

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        if kind == "unknown":
            ctx.logger.warning("reference for unknown type")


@breaks("KEY-9", "one message")
class WarnsTwice(_WarnsOtherwise):
    """Logs each warning twice."""

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        if kind == "unknown":
            ctx.logger.warning("unknown type: %s", media_type)
            ctx.logger.warning("unknown type: %s", media_type)


@breaks("KEY-10", "for every media type")
class RefusesMalformedDigests(Right):
    """Fails on a digest that has no algorithm."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        algorithm, _ = descriptor.digest.split(":", 1)
        return super().make_ref_key(ctx, descriptor) if algorithm else ""


@breaks("KEY-10", "for every media type")
class FormatsTheTypeTwice(_WarnsOtherwise):
    """Uses the media type as a format string."""

    def warn(self, ctx: Context, kind: str, media_type: str) -> None:
        if kind == "unknown":
            ctx.logger.warning(f"unknown type {media_type} as %s", kind)


@breaks("KEY-10", "for every media type")
class NeedsAscii(Right):
    """Fails on a media type with letters outside ASCII."""

    def kind_of(self, media_type: str) -> str:
        return super().kind_of(media_type.encode("ascii").decode())


@breaks("KEY-5", "begins with “unknown-”")
class LetsALineEndThrough(Right):
    """A pattern that ends in `$` also matches before a line end."""

    def kind_of(self, media_type: str) -> str:
        return _matching(media_type, lambda known: f"^{re.escape(known)}$")


@breaks("KEY-5", "begins with “unknown-”")
class LeavesDotsAsTheyAre(Right):
    """In a pattern, a dot is any character."""

    def kind_of(self, media_type: str) -> str:
        return _matching(media_type, lambda known: "^" + known.replace("+", r"\+") + r"\Z")


def _matching(media_type: str, pattern: Callable[[str], str]) -> str:
    for kind, types in KINDS.items():
        if any(re.match(pattern(known), media_type) for known in types):
            return kind
    return "unknown"


@breaks("KEY-6", "unchanged")
class NormalisesTheDigest(Right):
    """Writes characters that can be written in two ways in one of them."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return unicodedata.normalize("NFC", super().make_ref_key(ctx, descriptor))
