"""References to images: `REGISTRY/NAME:TAG` or `REGISTRY/NAME@DIGEST`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from remotes_conformance.errors import InvalidArgument

from ..digests import parse_digest

_REGISTRY: Final = re.compile(
    r"(localhost|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:)|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?"
)
_PART: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_NAME: Final = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_LONGEST_NAME: Final = 255

_API_HOSTS: Final = {"docker.io": "registry-1.docker.io"}
"""Registries whose API is served by another host than the one in their references."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An image: `registry` (host, perhaps with a port), `name`, and a tag or a digest or both.

    The empty string stands for no tag or no digest. A digest decides what is read, whatever the
    tag.
    """

    registry: str
    name: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Raises `InvalidArgument`, with the part that is wrong, for everything else."""
        registry, slash, rest = text.partition("/")
        if not slash or not _REGISTRY.fullmatch(registry):
            raise InvalidArgument(
                f"{text!r} does not begin with a registry, as in registry.example.org/name:tag"
            )
        rest, at, digest = rest.partition("@")
        if at:
            parse_digest(digest)
        name, colon, tag = rest.partition(":")
        check_name(name)
        if colon and not _TAG.fullmatch(tag):
            raise InvalidArgument(f"{text!r} has no valid tag: {tag!r}")
        if not tag and not digest:
            raise InvalidArgument(f"{text!r} has neither a tag nor a digest: add one, as in :1.0")
        return cls(registry, name, tag, digest)

    @property
    def target(self) -> str:
        """The target: the digest, or else the tag."""
        return self.digest or self.tag

    @property
    def api_host(self) -> str:
        """The host (and port) that serves the API of the registry."""
        return _API_HOSTS.get(self.registry, self.registry)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.registry}/{self.name}{tag}" + (f"@{self.digest}" if self.digest else "")


def check_name(name: str) -> None:
    """Raises `InvalidArgument` unless *name* may be the name of a repository."""
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise InvalidArgument(f"not the name of a repository: {name[:_LONGEST_NAME]!r}")
