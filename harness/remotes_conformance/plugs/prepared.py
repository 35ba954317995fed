"""An ingester in which the scene is set: content, partial ingests, and refs that others hold.

All of it is done through the ingester's own writers, so any honest ingester can be prepared, and
a handler then meets the ingester's own behaviour.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..content import HEX_LENGTHS, digest_of
from ..errors import AlreadyExists, Locked
from ..protocols import Context, Ingester, Writer
from ..scenarios.surroundings import Holder
from .scene import Scene


def prepared(make: Callable[[Scene], Ingester]) -> Callable[[Scene], Ingester]:
    """The plug for an ingester of your own; *make* returns an empty one for each world.

    The scenario's scene is set through the ingester's own writers: content that is present is
    committed, earlier ingests are written, and a ref that is held elsewhere is kept open. Content
    that does not match its digest cannot be committed, and is left out.
    """

    def plug(scene: Scene) -> Ingester:
        return _Prepared(make(scene), scene)

    return plug


class _Prepared:
    """Sets the scene for a digest just before it is first asked for: only then its ref is known."""

    def __init__(self, ingester: Ingester, scene: Scene) -> None:
        self._ingester = ingester
        self._scene = scene
        surroundings = scene.scenario.surroundings
        self._right = {
            digest: content.stored
            for digest, content in surroundings.contents.items()
            if _is_right(content.stored, digest)
        }
        self._present = {d: it for d, it in self._right.items() if surroundings.of(d).in_store}
        self._begun: set[str] = set()
        self._holders = surroundings.held
        self._held: dict[str, Writer] = {}
        scene.at_end(self._leave)

    def writer(self, ctx: Context, ref: str, size: int, digest: str, /) -> Writer:
        if digest in self._present:
            self._commit(self._open(ctx, f"present-{digest}", digest), self._present.pop(digest))
        partial = self._scene.content(digest).partial
        if partial is not None and digest not in self._begun:
            with self._open(ctx, ref, digest) as writer:
                _write(writer, partial.content)
        self._begun.add(digest)
        if digest in self._holders:
            self._hold(ctx, ref, digest, self._holders[digest])
        return self._ingester.writer(ctx, ref, size, digest)

    def __getattr__(self, name: str) -> Any:
        """The other attributes of the ingester."""
        return getattr(self._ingester, name)

    def _open(self, ctx: Context, ref: str, digest: str) -> Writer:
        return self._ingester.writer(ctx, ref, len(self._right.get(digest, b"")), digest)

    def _hold(self, ctx: Context, ref: str, digest: str, holder: Holder) -> None:
        """Open the ref for its holder, and release it when the time has come."""
        if digest not in self._held:
            with suppress(AlreadyExists, Locked):
                self._held[digest] = self._open(ctx, ref, digest)
        if self._scene.now() >= holder.until:
            del self._holders[digest]
            writer = self._held.pop(digest, None)
            if writer is None:
                return
            if holder.commits and digest in self._right:
                writer.truncate(0)
                self._commit(writer, self._right[digest])
            else:
                writer.close()

    def _commit(self, writer: Writer, content: bytes) -> None:
        with writer:
            _write(writer, content)
            writer.commit(len(content), "")

    def _leave(self) -> None:
        for writer in self._held.values():
            writer.close()


def _is_right(content: bytes, digest: str) -> bool:
    algorithm = digest.partition(":")[0]
    return algorithm in HEX_LENGTHS and digest_of(content, algorithm) == digest


def _write(writer: Writer, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[writer.write(rest) :]
