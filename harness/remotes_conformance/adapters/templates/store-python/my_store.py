"""A content store in memory: replace the bodies with calls of your own.

A store that lives in a folder takes its path: `def __init__(self, folder)`. Then power cuts and
failing disks are played, too.
"""

import hashlib
import threading
import time

from remotes_conformance.content import Status
from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
)
from remotes_conformance.stores import Info

LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


def algorithm_of(digest):
    """The algorithm of a digest that has to be well-formed."""
    algorithm, _, encoded = digest.partition(":")
    if LENGTHS.get(algorithm) != len(encoded) or set(encoded) - set("0123456789abcdef"):
        raise InvalidArgument(f"malformed digest {digest!r}")
    return algorithm


class MyStore:
    def __init__(self):
        self.guard = threading.RLock()
        self.blobs = {}  # by digest: the content, and when it was committed
        self.ingests = {}  # by ref: what was written
        self.open = {}  # by ref: its writer

    def writer(self, ctx, ref, size, digest):
        with self.guard:
            if digest:
                algorithm_of(digest)
            if ref in self.open:
                raise Locked(ref)
            if digest in self.blobs:
                raise AlreadyExists(digest)
            self.open[ref] = MyWriter(self, ref, size, digest)
            return self.open[ref]

    def found(self, digest):
        algorithm_of(digest)
        with self.guard:
            if digest not in self.blobs:
                raise NotFound(digest)
            return self.blobs[digest]

    def reader(self, ctx, digest):
        return MyReader(self.found(digest)[0])

    def info(self, ctx, digest):
        content, created = self.found(digest)
        return Info(digest, len(content), created)

    def delete(self, ctx, digest):
        with self.guard:
            self.found(digest)
            del self.blobs[digest]

    def walk(self, ctx):
        with self.guard:
            found = list(self.blobs.items())
        return [Info(digest, len(content), created) for digest, (content, created) in found]

    def abort(self, ctx, ref):
        with self.guard:
            if ref in self.open:
                raise Locked(ref)
            if self.ingests.pop(ref, None) is None:
                raise NotFound(ref)


class MyWriter:
    def __init__(self, store, ref, size, digest):
        self.store, self.ref, self.size, self.digest = store, ref, size, digest
        self.content = store.ingests.setdefault(ref, bytearray())

    def check_open(self):
        if self.store.open.get(self.ref) is not self:
            raise FailedPrecondition("the writer is closed")

    def write(self, content):
        with self.store.guard:
            self.check_open()
            self.content += content
            return len(content)

    def status(self):
        with self.store.guard:
            self.check_open()
            return Status(self.ref, len(self.content), self.size, self.digest)

    def truncate(self, size):
        with self.store.guard:
            self.check_open()
            if size != 0:
                raise InvalidArgument(f"truncated to {size}, and not to 0")
            self.content.clear()

    def commit(self, size, expected):
        with self.store.guard:
            self.check_open()
            algorithm = algorithm_of(expected) if expected else "sha256"
            digest = f"{algorithm}:{hashlib.new(algorithm, self.content).hexdigest()}"
            if 0 < size != len(self.content) or (expected and digest != expected):
                raise FailedPrecondition(f"{len(self.content)} bytes with the digest {digest}")
            del self.store.ingests[self.ref]
            self.close()
            if digest in self.store.blobs:
                raise AlreadyExists(digest)
            self.store.blobs[digest] = bytes(self.content), time.time()

    def close(self):
        with self.store.guard:
            if self.store.open.get(self.ref) is self:
                del self.store.open[self.ref]


class MyReader:
    def __init__(self, content):
        self.content, self.offset = content, 0

    def read(self, size):
        piece = self.read_at(self.offset, size)
        self.offset += len(piece)
        return piece

    def read_at(self, offset, size):
        if self.content is None:
            raise FailedPrecondition("the reader is closed")
        if offset < 0 or size < 0:
            raise InvalidArgument("a negative offset or size")
        return self.content[offset : offset + size]

    def close(self):
        self.content = None
