"""A program that is killed: once before each call of the system that changes files.

`python killed_writer.py FOLDER` makes FOLDER/0, FOLDER/1 …: a store each, in which a child process
was killed (SIGKILL) before its first, second … call, a write in the middle of its bytes. The last
one went through to the end.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from remotes_conformance.content import digest_of
from remotes_reference.disk import DiskStore

CTX: Any = None
OLD = b"committed before"
CONTENT = bytes(range(200))
CHANGING = ("open", "close", "write", "fsync", "ftruncate", "rename", "replace", "unlink", "chmod")


def put(store: DiskStore, content: bytes, ref: str) -> None:
    with store.writer(CTX, ref, len(content), digest_of(content)) as writer:
        writer.write(content[writer.status().offset :])
        writer.commit(len(content), digest_of(content))


def live(store: DiskStore) -> None:
    """The work of the child: an ingest in two sittings, one discarded, one aborted."""
    with store.writer(CTX, "ref", len(CONTENT), digest_of(CONTENT)) as writer:
        writer.write(b"a false start")
        writer.truncate(0)
        writer.write(CONTENT[:70])
    twin = store.writer(CTX, "twin", len(CONTENT), "")
    twin.write(CONTENT)
    put(store, CONTENT, "ref")
    try:
        twin.commit(len(CONTENT), digest_of(CONTENT))
    except Exception as error:
        if getattr(error, "kind", "") != "exists":
            raise
    store.writer(CTX, "aborted").close()
    store.abort(CTX, "aborted")


def die_before(number: int) -> None:
    """Kill this process before the call *number* of those that change files."""
    count = itertools.count()

    def dying(real: Callable[..., Any], is_write: bool) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if next(count) == number:
                if is_write:
                    file, content = args
                    real(file, content[: len(content) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **kwargs)

        return call

    for name in CHANGING:
        setattr(os, name, dying(getattr(os, name), name == "write"))
    Path.write_text = dying(Path.write_text, False)  # type: ignore[method-assign]


def main(folder: Path) -> None:
    for number in itertools.count():
        store = DiskStore(folder / str(number))
        put(store, OLD, "old")
        child = os.fork()
        if child == 0:
            die_before(number)
            live(store)
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status == 0:
            return
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            raise RuntimeError(f"child {number} was not killed: it ended with {status}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
