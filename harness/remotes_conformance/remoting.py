"""A client of registries in Python, as the harness can judge it part by part: Protocols.

It is what containerd calls a resolver: it resolves tags, and opens fetchers and pushers for one
repository. All of it is structural. A client need not have every method; a missing one is an
unsupported capability. Images as a whole are pulled and pushed by the methods of `Pulls` and
`Pushes` in `remotes_conformance.doors.clients.python`; an object may have those, these, or both.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from .content import Descriptor
from .protocols import AsyncFetcher, AsyncPusher, Fetcher, Pusher


class Repository(Protocol):
    """A repository, and how it is reached."""

    @property
    def registry(self) -> str:
        """Host and port of the registry."""

    @property
    def scheme(self) -> str:
        """By which it is reached: "http", or "https" with --remotes-tls."""

    @property
    def authority(self) -> Path | None:
        """A file (PEM) with the certificate to trust for HTTPS."""

    @property
    def name(self) -> str:
        """The name of the repository, such as "library/thing"."""

    @property
    def user(self) -> str:
        """The user that the registry accepts, if it asks for one."""

    @property
    def password(self) -> str:
        """The password of the user."""

    @property
    def limit(self) -> int:
        """Seconds after which a wait for the registry has to end; 0: the client's own limit counts.

        It is 0 only in virtual time.
        """

    @property
    def mount_from(self) -> str:
        """Another repository of the registry that may have the blobs; empty: there is none."""


class Remoting(Protocol):
    """A client of registries. Every error is an exception, of any class.

    Optional attributes, the first six False unless they are set:

    * `limits`: it applies the limit of a repository to its waits;
    * `resumes`: its fetchers' readers can seek;
    * `verifies`: these readers raise an error at the end if the bytes have another digest;
    * `mounts`: its pushers mount blobs from `mount_from`;
    * `subjects`: its pushers push manifests with a `subject` as the distribution specification
      demands;
    * `indexes`: it pulls and pushes an index with everything that the index names;
    * `passwords`: it takes passwords; True unless it is set;
    * `carrier`: "requests" if it makes all its requests with that library: it is then judged in
      virtual time and without sockets;
    * `name`, `version` and `door`: see docs/clients.md.
    """

    def resolve(self, repository: Repository, tag: str, /) -> Descriptor:
        """The descriptor of what *tag* names: media type, digest and size."""

    def fetcher(self, repository: Repository, /) -> Fetcher:
        """A fetcher of the repository. The descriptors that it is given have a media type, a
        digest, a size, and in some scenarios `urls`. A reader that can seek is asked to do so only
        before its first read."""

    def pusher(self, repository: Repository, tag: str, /) -> Pusher:
        """A pusher to the repository. It puts manifests and indexes under *tag* ("": under their
        digest).

        It raises an error for which `errors.is_exists` is true if the content is there. A writer
        that is closed without a commit gives the upload up.
        """


class AsyncRemoting(Protocol):
    """As `Remoting`, awaited. If none of `resolve`, `pull` and `push` is a coroutine function, the
    attribute `door` of such a client has to be "async". Each operation has an event loop of its
    own."""

    async def resolve(self, repository: Repository, tag: str, /) -> Descriptor: ...
    def fetcher(self, repository: Repository, /) -> AsyncFetcher: ...
    def pusher(self, repository: Repository, tag: str, /) -> AsyncPusher: ...
