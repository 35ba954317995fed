"""Wrong push handlers: PUSH-1 to PUSH-6. `closing` has the rest."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import NotFound, Unavailable
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import Context, Handler, Provider, Pusher, Reader, Writer

from ..right import Children, Read, Right
from ..shelf import breaks

# -- asking the pusher ---------------------------------------------------------------------------


@breaks("PUSH-1", "first calls")
class AsksTheProviderFirst(Right):
    """Finds out whether there is a source before it asks the pusher."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        with self.closing(ctx, self.read(ctx, self.provider, descriptor)):
            pass
        return super().open_push(ctx, pusher, descriptor)

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        self.provider = provider
        return super().push_handler(provider, pusher)


@breaks("PUSH-1", "Push was called again")
class PushesTwice(Right):
    """Opens one push to see whether the remote has it, and another one to write to."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        writer = super().open_push(ctx, pusher, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            pass
        return super().open_push(ctx, pusher, descriptor)


@breaks("PUSH-1", "Push is called with")
class PushesABareDescriptor(Right):
    """Keeps of the descriptor only media type, digest and size."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        bare = Descriptor(descriptor.media_type, descriptor.digest, descriptor.size)
        return super().open_push(ctx, pusher, bare)


@breaks("PUSH-2", "already exists")
class TakesARemotesExistsForAnError(Right):
    """Fails when the remote has the content."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        return pusher.push(ctx, descriptor)


@breaks("PUSH-2", "Reader was called")
class ReadsWhatTheRemoteHas(Right):
    """Opens the source although there is nothing to push."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is None:
            with self.closing(ctx, self.read(ctx, provider, descriptor)):
                return None
        self.transfer(ctx, writer, lambda: self.read(ctx, provider, descriptor), descriptor)
        return None


class _MeddlesWithPush(Right):
    """Meddles with the errors of the pusher, other than *exists*."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except Exception as error:
            return self.meddle(error, ctx, pusher, descriptor)

    def meddle(
        self, error: Exception, ctx: Context, pusher: Pusher, descriptor: Descriptor
    ) -> Writer | None:
        raise NotImplementedError


@breaks("PUSH-3", "Push was called")
class WaitsForALockedPush(_MeddlesWithPush):
    """Waits and asks again when the remote answers *locked*, as a fetch would."""

    def meddle(
        self, error: Exception, ctx: Context, pusher: Pusher, descriptor: Descriptor
    ) -> Writer | None:
        if not self.is_locked(error) or self.gives_up(ctx, 1):
            raise error
        return self.open_push(ctx, pusher, descriptor)


@breaks("PUSH-3", "Push was called")
class RetriesThePush(_MeddlesWithPush):
    """Asks once more when the remote is unavailable."""

    def meddle(
        self, error: Exception, ctx: Context, pusher: Pusher, descriptor: Descriptor
    ) -> Writer | None:
        if isinstance(error, Unavailable):
            return super().open_push(ctx, pusher, descriptor)
        raise error


@breaks("PUSH-3", "that error itself")
class RaisesItsOwnPushError(_MeddlesWithPush):
    """Puts an error of its own in the place of the pusher's."""

    def meddle(
        self, error: Exception, ctx: Context, pusher: Pusher, descriptor: Descriptor
    ) -> Writer | None:
        raise RuntimeError(f"cannot push: {error}") from None


@breaks("PUSH-3", "success")
class TakesALockedPushForSuccess(_MeddlesWithPush):
    """Takes *locked* for success, as if another push would do."""

    def meddle(
        self, error: Exception, ctx: Context, pusher: Pusher, descriptor: Descriptor
    ) -> Writer | None:
        if self.is_locked(error):
            return None
        raise error


# -- asking the provider -------------------------------------------------------------------------


@breaks("PUSH-4", "the provider is called with")
class AsksTheProviderForTheRef(Right):
    """Asks the provider for the ref key instead of the digest."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        return provider.reader(ctx, self.make_ref_key(ctx, descriptor))


@breaks("PUSH-4", "Reader was called again")
class AsksTheProviderTwice(Right):
    """Opens the source once to see whether it is there, and once to read it."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        with self.closing(ctx, super().read(ctx, provider, descriptor)):
            pass
        return super().read(ctx, provider, descriptor)


@breaks("PUSH-4", "an error of that class")
class RaisesItsOwnProviderError(Right):
    """Puts an error of its own in the place of the provider's."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        try:
            return super().read(ctx, provider, descriptor)
        except Exception as error:
            raise RuntimeError(f"no source: {error}") from None


@breaks("PUSH-4", "success")
class TakesExistsOfTheProviderForSuccess(Right):
    """Takes *exists* from any collaborator for success."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            if self.is_exists(error):
                return None
            raise


class _Missing(Exception):
    """There is no source."""


@breaks("PUSH-4", "Commit was called")
class CommitsNothingWhenTheSourceIsMissing(Right):
    """Pushes an empty blob where there is no source."""

    def transfer_nothing(self, ctx: Context, writer: Writer, descriptor: Descriptor) -> None:
        self.commit(writer, writer.status().ref, descriptor)

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            try:
                reader = self.read(ctx, provider, descriptor)
            except NotFound:
                self.transfer_nothing(ctx, writer, descriptor)
                return None
            with self.closing(ctx, reader):
                self.copy(writer, reader, descriptor)
        return None


# -- the content ---------------------------------------------------------------------------------


@breaks("PUSH-5", "the source came in pieces")
class InsistsOnOnePiece(Right):
    """Fails when the source does not give everything at once."""

    def pump(self, read: Read, writer: Writer) -> None:
        sizes: list[int] = []

        def counting(size: int) -> bytes:
            piece = read(size)
            sizes.append(len(piece))
            return piece

        super().pump(counting, writer)
        if len(sizes) > 2:
            raise OSError("the source came in pieces")


@breaks("PUSH-6", "not supported")
class RefusesToPushSchema1(Right):
    """Refuses schema 1 in a push as it does in a fetch."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if descriptor.media_type == DOCKER_SCHEMA1:
            return self.refuse(descriptor)
        return super().push(ctx, provider, pusher, descriptor)


@breaks("PUSH-6", "success")
class PassesOverSchema1(RefusesToPushSchema1):
    """Does not push schema 1, and returns success."""

    def refuse(self, descriptor: Descriptor) -> Children:
        return None
