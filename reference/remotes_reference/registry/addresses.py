"""URLs that a registry names: where they lead, and whether credentials may go there."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from remotes_conformance.errors import ContentError

_PORTS: Final = {"http": 80, "https": 443}
_BLANK: Final = re.compile(r"[\s\x00-\x1f]")


@lru_cache(maxsize=256)  # one request asks several times
def split(url: str) -> SplitResult:
    """The parts of an absolute http or https URL. Raises `ContentError`.

    A URL with a user in it is refused: the user would become an `Authorization`.
    """
    try:
        parts = urlsplit(url)
        fits = parts.scheme in _PORTS and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or _BLANK.search(url):
        raise ContentError("the registry names an address that is no http or https URL")
    if "@" in parts.netloc:
        raise ContentError(f"the registry names an address with a user in it, at {parts.hostname}")
    return parts


def joined(base: str, location: str) -> str:
    """The URL that *location* means in an answer from *base*, with its query unchanged.

    Raises `ContentError` if it is no URL, or leads from https to http.
    """
    try:
        url = urljoin(base, location)
    except ValueError:
        url = ""
    parts = split(url)
    if parts.scheme == "http" and split(base).scheme == "https":
        raise ContentError(f"the registry leads from https to http, at {parts.hostname}")
    return urlunsplit(parts._replace(fragment=""))


@lru_cache(maxsize=256)
def is_same_host(one: str, other: str) -> bool:
    """True if both URLs have the same host: the same name or address, on any port."""
    return split(one).hostname == split(other).hostname


def is_loopback(url: str) -> bool:
    """True if *url* leads to this machine."""
    return _is_this_machine(split(url).hostname or "")


@lru_cache(maxsize=16)
def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def with_digest(url: str, digest: str) -> str:
    """*url* with a parameter `digest` after its query, which stays as it is."""
    return f"{url}{'&' if urlsplit(url).query else '?'}digest={digest}"


def public(url: str) -> str:
    """*url* for a message: without its query, which may be as good as a password."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
