"""What an implementation offers and what it is given: the boundary, as Protocols.

Everything is structural: nobody subclasses anything. The asynchronous twins of the Protocols
below begin with `Async`: the same methods, awaited.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, Self, TypeAlias, runtime_checkable

from .content import Descriptor, Status

Buffer: TypeAlias = bytes | bytearray | memoryview


class Logger(Protocol):
    """Where a handler logs; `fields` go with every message."""

    @property
    def fields(self) -> Mapping[str, object]: ...

    def debug(self, message: str, *args: object) -> None: ...
    def info(self, message: str, *args: object) -> None: ...
    def warning(self, message: str, *args: object) -> None: ...
    def error(self, message: str, *args: object) -> None: ...


class Context(Protocol):
    """Carries cancellation, values and a logger from the caller to every collaborator."""

    @property
    def cancelled(self) -> bool:
        """Whether the caller has given up."""

    @property
    def logger(self) -> Logger: ...

    def wait(self, seconds: float) -> bool:
        """Wait; True as soon as the context is cancelled, False when the time has passed."""

    def value(self, key: str) -> object:
        """The value for *key*, or None."""

    def derive(
        self, *, values: Mapping[str, object] = ..., fields: Mapping[str, object] = ...
    ) -> Self:
        """A context with more values and logger fields, cancelled together with this one."""


class Reader(Protocol):
    """A source of bytes, `io.RawIOBase`-like. `read` gives b"" at the end and may give less."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readinto(self, buffer: bytearray | memoryview, /) -> int: ...
    def seekable(self) -> bool: ...
    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


@runtime_checkable
class SeekableReader(Reader, Protocol):
    """A reader whose `seekable()` is true. `seek` returns the new position from the start."""

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


@runtime_checkable
class ReaderAt(Reader, Protocol):
    """A reader that can also read from any offset; b"" at or beyond the end."""

    def read_at(self, offset: int, size: int, /) -> bytes: ...


class Writer(Protocol):
    """One ingest, open for writing. Closing without a commit keeps what was written."""

    def write(self, content: Buffer, /) -> int:
        """Write; the number of bytes taken, which may be fewer than were given."""

    def status(self) -> Status: ...
    def truncate(self, size: int, /) -> None: ...
    def commit(self, size: int, expected: str, /) -> None:
        """Make the ingest content. Raises `AlreadyExists` where that content is there already."""

    def close(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class Ingester(Protocol):
    def writer(self, ctx: Context, ref: str, size: int, digest: str, /) -> Writer:
        """Open *ref* for writing. Raises `Locked`, or `AlreadyExists` for a *digest* it has."""


class Fetcher(Protocol):
    def fetch(self, ctx: Context, descriptor: Descriptor, /) -> Reader: ...


class Provider(Protocol):
    def reader(self, ctx: Context, digest: str, /) -> Reader: ...


class Pusher(Protocol):
    def push(self, ctx: Context, descriptor: Descriptor, /) -> Writer:
        """Open a writer to the remote. Raises `AlreadyExists` where the remote has it."""


class IngestingPusher(Pusher, Ingester, Protocol):
    """A pusher that is also an ingester: from edition 1.6 on, handlers open writers by `writer`."""


Handler: TypeAlias = Callable[[Context, Descriptor], Sequence[Descriptor] | None]


class Remotes(Protocol):
    """The implementation under test. A missing member is an unsupported capability."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str: ...
    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler: ...
    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler: ...


class NamesKeyPrefixes(Protocol):
    """What an implementation may offer besides, from edition 1.6 on."""

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
    """As `Reader`, awaited. `seek` and `read_at` are there where the source has them."""

    async def read(self, size: int = -1, /) -> bytes: ...
    async def readinto(self, buffer: bytearray | memoryview, /) -> int: ...
    def seekable(self) -> bool: ...
    async def close(self) -> None: ...
    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *exc: object) -> None: ...


@runtime_checkable
class AsyncSeekableReader(AsyncReader, Protocol):
    async def seek(self, offset: int, whence: int = 0, /) -> int: ...


@runtime_checkable
class AsyncReaderAt(AsyncReader, Protocol):
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
    async def writer(
        self, ctx: AsyncContext, ref: str, size: int, digest: str, /
    ) -> AsyncWriter: ...


class AsyncFetcher(Protocol):
    async def fetch(self, ctx: AsyncContext, descriptor: Descriptor, /) -> AsyncReader: ...


class AsyncProvider(Protocol):
    async def reader(self, ctx: AsyncContext, digest: str, /) -> AsyncReader: ...


class AsyncPusher(Protocol):
    async def push(self, ctx: AsyncContext, descriptor: Descriptor, /) -> AsyncWriter: ...


class AsyncIngestingPusher(AsyncPusher, AsyncIngester, Protocol):
    """As `IngestingPusher`, awaited."""


AsyncHandler: TypeAlias = Callable[
    [AsyncContext, Descriptor], Awaitable[Sequence[Descriptor] | None]
]


class AsyncRemotes(Protocol):
    """As `Remotes`; `make_ref_key` stays an ordinary function (or may be a coroutine function)."""

    def make_ref_key(self, ctx: AsyncContext, descriptor: Descriptor, /) -> str: ...
    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler: ...
    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher, /) -> AsyncHandler: ...


class AsyncNamesKeyPrefixes(Protocol):
    """As `NamesKeyPrefixes`: an ordinary function."""

    def with_key_prefix(
        self, ctx: AsyncContext, media_type: str, prefix: str, /
    ) -> AsyncContext: ...
