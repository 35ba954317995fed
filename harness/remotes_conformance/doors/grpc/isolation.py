"""Finds out if namespaces of a service are stores of their own: tried with a little content."""

from __future__ import annotations

import secrets
from typing import Final

from ...content import digest_of
from ...errors import ContentError, NotFound, Unavailable, Unsupported
from ..unusable import Unusable
from .service import Client, Service
from .store import ServiceStore

_LONGEST: Final = 10.0
"""Seconds that each call may take here."""
_SHARED: Final = (
    "content of one namespace is visible in another one by its digest alone, so scenarios would "
    'affect each other: set content_sharing_policy = "isolated" (containerd: in '
    'plugins."io.containerd.metadata.v1.bolt")'
)


def has_namespaces(service: Service) -> bool:
    """True if each namespace is a store of its own; if not, there is one store, which is empty.

    Raises `Unusable` where scenarios cannot be kept apart, or content of others would be removed.
    """
    first, second = (Client(service, name, _LONGEST) for name in _fresh_names())
    content = secrets.token_bytes(16)
    digest = digest_of(content)
    try:
        is_empty = not any(first.infos()) and not first.call("ListStatuses").statuses
        _put(first, content, digest)
        try:
            return _is_apart(second, digest, is_empty=is_empty)
        finally:
            first.call("Delete", digest=digest)
    except Unsupported:
        raise Unusable(
            "the socket answers, but has no content service. (containerd 1.6 has none if all "
            "snapshotters are disabled: leave `native` enabled)"
        ) from None
    except Unavailable as error:
        raise Unusable(f"nothing answers: {error}; is the service running?") from None
    except ContentError as error:
        raise Unusable(f"a small content could not be committed and deleted: {error}") from None


def _fresh_names() -> tuple[str, str]:
    return f"remotes-{secrets.token_hex(6)}", f"remotes-{secrets.token_hex(6)}"


def _put(client: Client, content: bytes, digest: str) -> None:
    writer = ServiceStore(client).writer(None, "remotes-isolation", len(content), digest)
    try:
        writer.write(content)
        writer.commit(len(content), digest)
    finally:
        writer.close()


def _is_apart(other: Client, digest: str, *, is_empty: bool) -> bool:
    """The content of the first namespace that the other one has."""
    try:
        other.call("Info", digest=digest)
    except NotFound:
        pass
    else:
        if not is_empty:
            raise Unusable(
                "it has no namespaces, and is not empty: judging it would delete everything that "
                "it holds. Start a service on an empty folder"
            )
        return False
    writer = ServiceStore(other).writer(None, "remotes-isolation", 0, digest)
    offset = writer.status().offset
    writer.close()
    other.call("Abort", "abort", ref="remotes-isolation")
    if offset:
        raise Unusable(_SHARED)
    return True
