"""First drafts of a handler, as they come to mind: they break much, in most stories."""

from __future__ import annotations

from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists, is_locked


class Polls:
    """Asks for a locked ref for ever, and closes nothing unless all goes well."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Descriptor) -> None:
            ref, size, digest = f"layer-{descriptor.digest}", descriptor.size, descriptor.digest
            while True:
                try:
                    writer = ingester.writer(ctx, ref, size, digest)
                    break
                except Exception as error:
                    if is_exists(error):
                        return
                    if not is_locked(error):
                        raise
                    ctx.wait(0.1)
            reader = fetcher.fetch(ctx, descriptor)
            while piece := reader.read(4096):
                writer.write(piece)
            writer.commit(size, digest)
            writer.close()
            reader.close()

        return handle


class NeverCloses(Polls):
    """Closes nothing at all, and takes every other error for a locked ref."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        def handle(ctx: Any, descriptor: Descriptor) -> None:
            ref, size, digest = f"layer-{descriptor.digest}", descriptor.size, descriptor.digest
            while True:
                try:
                    writer = ingester.writer(ctx, ref, size, digest)
                    break
                except Exception as error:
                    if is_exists(error):
                        return
                    ctx.wait(0.1)
            writer.write(fetcher.fetch(ctx, descriptor).read())
            writer.commit(size, digest)

        return handle
