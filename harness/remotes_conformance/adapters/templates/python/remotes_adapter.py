"""Passes the calls of the harness to your code: replace the bodies with calls of your own."""

import contextlib

from remotes_conformance.errors import is_exists, is_locked
from remotes_conformance.media_types import DOCKER_SCHEMA1, KINDS

PIECE = 256 * 1024


@contextlib.contextmanager
def closing(stream):
    """Close *stream*; errors do not matter any more."""
    try:
        yield stream
    finally:
        with contextlib.suppress(Exception):
            stream.close()


def open_writer(ctx, ingester, ref, descriptor):
    """However long the ref is locked: only the caller can judge when that is too long."""
    wait = 0.016
    while True:
        try:
            return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
        except Exception as error:
            is_busy = is_locked(error) and not is_exists(error)
            if not is_busy or ctx.cancelled or ctx.wait(wait):
                raise
        wait = min(2 * wait, 2.048)


def about(ctx, descriptor, what):
    """*ctx* with a logger that names the content in every message; *what* is the first."""
    fields = {"digest": descriptor.digest, "mediatype": descriptor.media_type}
    ctx = ctx.derive(fields={**fields, "size": descriptor.size})
    ctx.logger.debug(what)
    return ctx


def copy(writer, reader, descriptor):
    status = writer.status()
    offset, read = status.offset, reader.read
    if offset > 0:
        if hasattr(reader, "seek"):
            if reader.seek(offset) != offset:
                raise OSError(f"the source cannot seek to {offset}")
        elif hasattr(reader, "read_at") and descriptor.size > offset:

            def read(count):
                nonlocal offset
                piece = reader.read_at(offset, count)
                offset += len(piece)
                return piece
        else:
            writer.truncate(0)
    while piece := read(PIECE):
        if writer.write(piece) != len(piece):
            raise OSError("a short write")
    try:
        writer.commit(descriptor.size, descriptor.digest)
    except Exception as error:
        if not is_exists(error):
            error.add_note(f"cannot commit ref {status.ref}")
            raise


class Remotes:
    def make_ref_key(self, ctx, descriptor):
        for kind, media_types in KINDS.items():
            if descriptor.media_type in media_types:
                return f"{kind}-{descriptor.digest}"
        ctx.logger.warning("unknown media type %s", descriptor.media_type)
        return f"unknown-{descriptor.digest}"

    def fetch_handler(self, ingester, fetcher):
        def handle(ctx, descriptor):
            if descriptor.media_type == DOCKER_SCHEMA1:
                raise ValueError(f"{descriptor.media_type} is not supported")
            ctx = about(ctx, descriptor, "fetch")
            try:
                ref = self.make_ref_key(ctx, descriptor)
                writer = open_writer(ctx, ingester, ref, descriptor)
            except Exception as error:
                if is_exists(error):
                    return
                raise
            with closing(writer), closing(fetcher.fetch(ctx, descriptor)) as reader:
                copy(writer, reader, descriptor)

        return handle

    def push_handler(self, provider, pusher):
        def handle(ctx, descriptor):
            ctx = about(ctx, descriptor, "push")
            try:
                writer = pusher.push(ctx, descriptor)
            except Exception as error:
                if is_exists(error):
                    return
                raise
            with closing(writer), closing(provider.reader(ctx, descriptor.digest)) as reader:
                copy(writer, reader, descriptor)

        return handle


remotes = Remotes()
