"""Blobs into the reference's disk store, against a bare loop that keeps the same promise.

The bare loop hashes, writes, syncs, renames and syncs the folder. Both write the same blobs to the
same file system, in turn, blob by blob: seconds on the clock, for most of them are the disk's, and
seconds of the processor, which do not depend on the disk. The ratios are those of the medians of
one blob each.

With `--mib N`, one big blob takes the place of the small ones: it is read from a file, hashed and
written in pieces of 1 MiB, three times by each side. The memory is what the process needed at most,
above what it had needed before.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from remotes_reference.disk import DiskStore
from remotes_reference.durable import sync_folder

_NOWHERE: Any = None
"""A context: the store has to wait for nothing, and never looks at it."""


def bare(folder: Path, name: str, blob: bytes) -> None:
    """Hash, write, sync, rename, sync the folder."""
    draft = folder / f"draft-{name}"
    with open(draft, "xb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, folder / "blobs" / hashlib.sha256(blob).hexdigest())
    sync_folder(folder / "blobs")


def stored(store: DiskStore, name: str, blob: bytes) -> None:
    """The same through a writer of the store, which has to have the digest."""
    digest = f"sha256:{hashlib.sha256(blob).hexdigest()}"
    with store.writer(_NOWHERE, name, len(blob), digest) as writer:
        writer.write(blob)
        writer.commit(len(blob), digest)


_PIECE = 1 << 20


def bare_big(source: Path, folder: Path) -> str:
    """Read, hash, write, sync, rename, sync the folder; the digest."""
    seen, draft = hashlib.sha256(), folder / "draft"
    with open(source, "rb") as pieces, open(draft, "xb") as file:
        while piece := pieces.read(_PIECE):
            seen.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    os.rename(draft, folder / seen.hexdigest())
    sync_folder(folder)
    return f"sha256:{seen.hexdigest()}"


def stored_big(source: Path, store: DiskStore, digest: str) -> None:
    """The same through a writer of the store, which verifies the digest."""
    size = source.stat().st_size
    with open(source, "rb") as pieces, store.writer(_NOWHERE, "big", size, digest) as writer:
        while piece := pieces.read(_PIECE):
            writer.write(piece)
        writer.commit(size, digest)


def _used() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def measure_big(mib: int, parent: Path) -> None:
    source, folder = parent / "source", parent / "bare"
    folder.mkdir()
    with open(source, "wb") as file:
        for _ in range(mib):
            file.write(os.urandom(_PIECE))
    rounds = []
    for number in range(3):
        begun = _used()
        digest = bare_big(source, folder)
        between = _used()
        store = DiskStore(parent / f"store-{number}")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        stored_big(source, store, digest)
        ended = _used()
        above = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        rounds.append([y - x for x, y in zip(begun + between, between + ended, strict=True)])
        print(f"round {number + 1}: {above >> 10} MiB of memory above the bare loop")
        store.delete(_NOWHERE, digest)
    bare_clock, bare_used, clock, used = (median(times) for times in zip(*rounds, strict=True))
    print(f"{mib} MiB: bare {bare_clock:.2f} s ({bare_used:.2f} s of the processor)")
    print(f"{mib} MiB: store {clock:.2f} s ({used:.2f} s of the processor)")
    print(f"store against bare: {bare_clock / clock:.2f}, processor {bare_used / used:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blobs", type=int, default=500, help="of 1 to 64 KiB")
    parser.add_argument("--mib", type=int, default=0, help="one blob of that size instead")
    parser.add_argument("--folder", default=".", help="on the file system to measure")
    options = parser.parse_args()
    if options.mib:
        with tempfile.TemporaryDirectory(dir=options.folder) as parent:
            measure_big(options.mib, Path(parent))
        return
    draw = random.Random(0)
    one, other, used_by_one, used_by_other = [], [], [], []
    with tempfile.TemporaryDirectory(dir=options.folder) as parent:
        folder, store = Path(parent, "bare"), DiskStore(Path(parent, "store"))
        (folder / "blobs").mkdir(parents=True)
        for number in range(options.blobs):
            blob = draw.randbytes(draw.randrange(1 << 10, 64 << 10))
            begun, used = time.perf_counter(), time.process_time()
            bare(folder, f"{number}", blob)
            between, used_between = time.perf_counter(), time.process_time()
            stored(store, f"{number}", blob)
            one.append(between - begun)
            other.append(time.perf_counter() - between)
            used_by_one.append(used_between - used)
            used_by_other.append(time.process_time() - used_between)
    print(f"bare {1 / median(one):.0f}/s, store {1 / median(other):.0f}/s")
    print(f"store against bare: {median(one) / median(other):.2f}")
    used = [f"{median(times) * 1e6:.0f} µs" for times in (used_by_one, used_by_other)]
    print("of the processor, for a blob: bare {}, store {}".format(*used))


if __name__ == "__main__":
    main()
