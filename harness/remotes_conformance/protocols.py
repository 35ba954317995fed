"""The functions that an implementation offers, and the collaborators that it is given: Protocols.

All of them are structural: no class has to be subclassed. The asynchronous twins begin with
`Async`: the same methods, awaited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, Self, TypeAlias, runtime_checkable

from .content import Descriptor, Status

Buffer: TypeAlias = bytes | bytearray | memoryview
"""The bytes that a writer is given. A writer that keeps them has to copy them."""


class Logger(Protocol):
    """The log of a call. *message* is a format for `%`, as in `logging`."""

    @property
    def fields(self) -> Mapping[str, object]:
        """They go with every message of this logger."""

    def debug(self, message: str, *args: object) -> None: ...
    def info(self, message: str, *args: object) -> None: ...
    def warning(self, message: str, *args: object) -> None: ...
    def error(self, message: str, *args: object) -> None: ...


class Context(Protocol):
    """Carries cancellation, values and a logger from the caller to every collaborator."""

    @property
    def cancelled(self) -> bool:
        """True if the caller has given up. It never becomes false again."""

    @property
    def logger(self) -> Logger:
        """The logger for everything that is done under this context."""

    def wait(self, seconds: float) -> bool:
        """Wait for so many seconds: False when they have passed, True as soon as the context is
        cancelled."""

    def value(self, key: str) -> object:
        """The value for *key*, or None."""

    def derive(
        self, *, values: Mapping[str, object] = ..., fields: Mapping[str, object] = ...
    ) -> Self:
        """A context with these values and logger fields besides, cancelled together with this one.
        This one stays as it is."""


class Reader(Protocol):
    """A source of bytes, like `io.RawIOBase`. The handler that has opened it closes it."""

    def read(self, size: int = -1, /) -> bytes:
        """At most *size* bytes (-1: any number), perhaps fewer; b"" only at the end."""

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        """Fill *buffer* from its beginning, and return the number of bytes: 0 only at the end."""

    def seekable(self) -> bool:
        """True if it has a `seek` that works; see `SeekableReader`."""

    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


@runtime_checkable
class SeekableReader(Reader, Protocol):
    """A reader whose `seekable()` is true."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Move to *offset* bytes from the start (*whence* 0), and return the new position."""


@runtime_checkable
class ReaderAt(Reader, Protocol):
    """A reader that can also read at any offset."""

    def read_at(self, offset: int, size: int, /) -> bytes:
        """At most *size* bytes from *offset* on, perhaps fewer even if more follow; b"" at the end
        or after it. The position of `read` does not change."""


class Writer(Protocol):
    """One ingest, open for writing. Closing without a commit keeps what was written."""

    def write(self, content: Buffer, /) -> int:
        """Append *content*, and return the number of bytes taken, perhaps fewer than were given."""

    def status(self) -> Status:
        """The progress of the ingest."""

    def truncate(self, size: int, /) -> None:
        """Cut the ingest to *size* bytes; only 0 has to be possible."""

    def commit(self, size: int, expected: str, /) -> None:
        """Make the ingest content, under the digest *expected* ("": the computed one).

        *size* is the expected number of bytes; 0 or less: any. Raises `AlreadyExists` if that
        content is there already, `FailedPrecondition` for another size or digest.
        """

    def close(self) -> None:
        """Free the ref. A second call does nothing."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class Ingester(Protocol):
    """The local content store, as a fetch sees it."""

    def writer(self, ctx: Context, ref: str, size: int, digest: str, /) -> Writer:
        """Open *ref* for writing content of *size* bytes (0 or less: unknown) under *digest*.

        An earlier ingest of the ref is continued. Raises `Locked` while the ref is open elsewhere,
        `AlreadyExists` for a *digest* that the store has.
        """


class Fetcher(Protocol):
    """The remote, as a fetch sees it."""

    def fetch(self, ctx: Context, descriptor: Descriptor, /) -> Reader:
        """Open the content of *descriptor*. Raises `NotFound`, `Unavailable`."""


class Provider(Protocol):
    """The local content store, as a push sees it."""

    def reader(self, ctx: Context, digest: str, /) -> Reader:
        """Open the content of *digest*; from edition 1.6 on, readers are `ReaderAt`s. Raises
        `NotFound`."""


class Pusher(Protocol):
    """The remote, as a push sees it."""

    def push(self, ctx: Context, descriptor: Descriptor, /) -> Writer:
        """Open a writer to the remote. Raises `AlreadyExists` if the remote has the content."""


class IngestingPusher(Pusher, Ingester, Protocol):
    """A pusher that is also an ingester: from edition 1.6 on, handlers open writers by `writer`."""


Handler: TypeAlias = Callable[[Context, Descriptor], Sequence[Descriptor] | None]
"""Handles one descriptor, and raises what went wrong. The handler of a fetch or push copies the
content, and returns None or no descriptors. A handler in a tree may return children."""


class Remotes(Protocol):
    """The implementation under test. A missing member is an unsupported capability."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        """The ref of the ingest of *descriptor*: a prefix for its kind, "-", its digest."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        """A handler that copies from *fetcher* to *ingester*. It may be called any number of
        times, also at the same time."""

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        """A handler that copies from *provider* to *pusher*. It may be called any number of times,
        also at the same time."""


class NamesKeyPrefixes(Protocol):
    """An optional part of an implementation, from edition 1.6 on."""

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str, /) -> Context:
        """A context derived from *ctx*, in which refs of exactly *media_type* begin with *prefix*.

        *ctx* itself stays as it is.
        """


class AsyncContext(Protocol):
    """As `Context`, with `wait` awaited."""

    @property
    def cancelled(self) -> bool: ...
    @property
    def logger(self) -> Logger: ...
    async def wait(self, seconds: float) -> bool: ...
    def value(self, key: str) -> object: ...
    def derive(
        self, *, values: Mapping[str, object] = ..., fields: Mapping[str, object] = ...
    ) -> Self: ...


class AsyncReader(Protocol):
    """As `Reader`, awaited, except `seekable`."""

    async def read(self, size: int = -1, /) -> bytes: ...
    async def readinto(self, buffer: bytearray | memoryview, /) -> int: ...
    def seekable(self) -> bool: ...
    async def close(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...


@runtime_checkable
class AsyncSeekableReader(AsyncReader, Protocol):
    """As `SeekableReader`, awaited."""

    async def seek(self, offset: int, whence: int = 0, /) -> int: ...


@runtime_checkable
class AsyncReaderAt(AsyncReader, Protocol):
    """As `ReaderAt`, awaited."""

    async def read_at(self, offset: int, size: int, /) -> bytes: ...


class AsyncWriter(Protocol):
    """As `Writer`, awaited."""

    async def write(self, content: Buffer, /) -> int: ...
    async def status(self) -> Status: ...
    async def truncate(self, size: int, /) -> None: ...
    async def commit(self, size: int, expected: str, /) -> None: ...
    async def close(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...


class AsyncIngester(Protocol):
    """As `Ingester`, awaited."""

    async def writer(
        self, ctx: AsyncContext, ref: str, size: int, digest: str, /
    ) -> AsyncWriter: ...


class AsyncFetcher(Protocol):
    """As `Fetcher`, awaited."""

    async def fetch(self, ctx: AsyncContext, descriptor: Descriptor, /) -> AsyncReader: ...


class AsyncProvider(Protocol):
    """As `Provider`, awaited."""

    async def reader(self, ctx: AsyncContext, digest: str, /) -> AsyncReader: ...


class AsyncPusher(Protocol):
    """As `Pusher`, awaited."""

    async def push(self, ctx: AsyncContext, descriptor: Descriptor, /) -> AsyncWriter: ...


class AsyncIngestingPusher(AsyncPusher, AsyncIngester, Protocol):
    """As `IngestingPusher`, awaited."""


AsyncHandler: TypeAlias = Callable[
    [AsyncContext, Descriptor], Awaitable[Sequence[Descriptor] | None]
]
"""As `Handler`, awaited."""


class AsyncRemotes(Protocol):
    """As `Remotes`; `make_ref_key` stays an ordinary function (or may be a coroutine function)."""

    def make_ref_key(self, ctx: AsyncContext, descriptor: Descriptor, /) -> str: ...
    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler: ...
    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher, /) -> AsyncHandler: ...


class AsyncNamesKeyPrefixes(Protocol):
    """As `NamesKeyPrefixes`; `with_key_prefix` is an ordinary function."""

    def with_key_prefix(
        self, ctx: AsyncContext, media_type: str, prefix: str, /
    ) -> AsyncContext: ...
