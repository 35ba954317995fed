"""One repository of a registry: what a fetch or a push handler needs of it."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.protocols import Context

from ..call_context import CallContext
from .client import Client
from .credentials import Credentials
from .fetcher import Observe, RegistryFetcher
from .pusher import RegistryPusher
from .references import Reference
from .resolver import resolve
from .upload_starts import UploadSizes, UploadStarts
from .wire import TIMEOUT, Wire


class Repository:
    """The repository *name* of *registry* (a host, perhaps with a port).

    *plain_http*: http instead of https. *timeout*: seconds without any progress, after which a
    request has failed. *certificates*: a file of certificates to trust, None: the usual ones.
    *sizes*: how blobs are sent, by their size.
    """

    def __init__(
        self,
        registry: str,
        name: str,
        *,
        credentials: Credentials | None = None,
        plain_http: bool = False,
        timeout: float = TIMEOUT,
        certificates: str | None = None,
        sizes: UploadSizes | None = None,
    ) -> None:
        if not timeout > 0:
            raise InvalidArgument(f"a timeout of {timeout} s: it has to be more than 0")
        reference = Reference.parse(f"{registry}/{name}:latest")
        scheme = "http" if plain_http else "https"
        self._wire = Wire(timeout=timeout, certificates=certificates)
        base = f"{scheme}://{reference.api_host}"
        self.registry, self.name = registry, name
        self._client = Client(self._wire, base, name, credentials)
        self._starts = UploadStarts(self._client, sizes or UploadSizes())

    def resolve(self, target: str, ctx: Context | None = None) -> Descriptor:
        """The descriptor of the manifest or index that *target*, a tag or a digest, means.

        Its digest and size are those of the bytes that the registry sends. Raises `NotFound`,
        `FailedPrecondition` where digests differ.
        """
        return self.document(target, ctx)[0]

    def document(self, target: str, ctx: Context | None = None) -> tuple[Descriptor, bytes]:
        """As `resolve`, with the bytes."""
        return resolve(ctx or CallContext(), self._client, target)

    def fetcher(self, observe: Observe | None = None) -> RegistryFetcher:
        """A fetcher for `fetch_handler`. *observe* is called with the bytes that are read."""
        return RegistryFetcher(self._client, observe)

    def pusher(
        self, tag: str = "", *, mount_from: str = "", observe: Observe | None = None
    ) -> RegistryPusher:
        """A pusher for `push_handler`: of manifests to *tag* (and to their digests).

        *mount_from*: a repository of the same registry, from which blobs are taken if it has them.
        """
        return RegistryPusher(
            self._client, self._starts, tag=tag, mount_from=mount_from, observe=observe
        )

    def hide(self, text: str) -> str:
        """*text* without the password and the tokens of this repository."""
        return self._wire.secrets.hide(text)
