"""A content store whose calls are those of the gRPC API.

What the API cannot express is refused here, and never sent: a Truncate to another size than 0, a
read at a negative offset, and all calls of a writer after Close or COMMIT, which end its stream.
"""

from __future__ import annotations

from typing import Any, Final

import grpc

from ...content_api import COMMIT, MESSAGES, STAT, WRITE, seconds_of
from ...errors import (
    ContentError,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
    Unavailable,
)
from ...protocols import Buffer
from ...stores import Info
from ..python.outside import in_real_time
from ..python.patches import real_simple_queue
from .codes import translated
from .service import Client

NO_SUCH: Final = "sha256:" + "0" * 64
"""No content has this digest."""


class ServiceStore:
    """The store of one namespace."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def writer(self, ctx: object, ref: str, size: int, digest: str) -> ServiceWriter:
        """Begin a Write, and ask for its status, which locks the ref."""
        try:
            return ServiceWriter(self._client, ref, size, digest)
        except Locked as error:
            self._raise_if_gone(error)
            raise

    def reader(self, ctx: object, digest: str) -> ServiceReader:
        """Begin a Read of all content."""
        return ServiceReader(self._client, digest)

    def abort(self, ctx: object, ref: str) -> None:
        """Abort."""
        try:
            self._client.call("Abort", "abort", ref=ref)
        except Locked as error:
            self._raise_if_gone(error)
            raise

    def info(self, ctx: object, digest: str) -> Info:
        """Info."""
        return _info(self._client.call("Info", digest=digest).info)

    def delete(self, ctx: object, digest: str) -> None:
        """Delete."""
        self._client.call("Delete", digest=digest)

    def walk(self, ctx: object) -> list[Info]:
        """List."""
        return [_info(one) for one in self._client.infos()]

    def _raise_if_gone(self, error: ContentError) -> None:
        """Raise `Unavailable` if the service answers nothing at all: then no ref is locked."""
        try:
            self._client.call("Info", digest=NO_SUCH)
        except Unavailable:
            raise Unavailable(str(error)) from None
        except ContentError:
            pass  # whatever the answer, it answers


def _info(found: Any) -> Info:
    return Info(found.digest, found.size, seconds_of(found.created_at))


class ServiceWriter:
    """One Write: a stream of requests, of which each is answered before the next."""

    def __init__(self, client: Client, ref: str, size: int, digest: str) -> None:
        self._client, self._ref, self._total, self._expected = client, ref, size, digest
        self._open()

    def _open(self) -> None:
        self._ended = ""
        with in_real_time(), translated("writer"):
            requests: Any = real_simple_queue()
            self._requests = requests
            requests.put(
                self._request(STAT, ref=self._ref, total=self._total, expected=self._expected)
            )
            # A thread of gRPC waits for the next request, also when the service has ended the call.
            self._answers: Any = self._client.open("Write", iter(requests.get, None))
            if not self._answers.add_callback(lambda: requests.put(None)):
                requests.put(None)
        self._client.let_others_go()
        with in_real_time(), translated("writer"):
            self._offset = int(self._next().offset)

    def write(self, content: Buffer) -> int:
        """WRITE at the offset."""
        answer = self._ask(WRITE, offset=self._offset, data=bytes(content))
        taken = int(answer.offset) - self._offset
        self._offset = int(answer.offset)
        return taken

    def truncate(self, size: int) -> None:
        """WRITE of nothing at offset 0."""
        self._refuse_if_ended()
        if size != 0:
            raise InvalidArgument(f"the API cannot cut an ingest to {size} bytes")
        self._offset = int(self._ask(WRITE, offset=0).offset)

    def status(self) -> ServiceStatus:
        """STAT."""
        return ServiceStatus(self._ref, self._ask(STAT))

    def commit(self, size: int, expected: str) -> None:
        """COMMIT, which ends the stream whatever its answer is.

        It cannot take back a size or digest that the stream has named: if any will do, the ref is
        opened again without them.
        """
        if (size <= 0 < self._total) or (self._expected and not expected):
            self._refuse_if_ended()
            self._end("closed")
            self._total, self._expected = 0, ""
            self._open()
        try:
            self._ask(COMMIT, total=size, offset=self._offset, expected=expected)
        finally:
            self._end("committed")

    def close(self) -> None:
        """End the stream, and wait for the end of the service's half: then the ref is free."""
        self._end("closed")

    def _request(self, action: int, **fields: Any) -> Any:
        return MESSAGES["WriteContentRequest"](action=action, **fields)

    def _refuse_if_ended(self) -> None:
        if self._ended:
            raise FailedPrecondition(f"the writer was {self._ended}")

    def _ask(self, action: int, **fields: Any) -> Any:
        self._refuse_if_ended()
        with in_real_time(), translated():
            self._requests.put(self._request(action, **fields))
        self._client.let_others_go()
        with in_real_time(), translated():
            try:
                return self._next()
            except grpc.RpcError:
                self._ended = "ended by an error"
                raise

    def _next(self) -> Any:
        try:
            answer = next(self._answers, None)
        except BaseException:
            self._answers.cancel()
            raise
        if answer is None:
            raise FailedPrecondition("the service has ended the stream without an answer")
        return answer

    def _end(self, how: str) -> None:
        if self._ended:
            return
        self._ended = how
        with in_real_time(), translated():
            self._requests.put(None)
        self._client.let_others_go()
        with in_real_time(), translated():
            for _ in self._answers:  # the service may repeat its last answer
                pass


class ServiceStatus:
    """The answer to STAT: it has neither the ref nor the expected digest."""

    def __init__(self, ref: str, answer: Any) -> None:
        self.ref, self.offset, self.total = ref, int(answer.offset), int(answer.total)
        self.expected = ""
        self.started_at = seconds_of(answer.started_at)
        self.updated_at = seconds_of(answer.updated_at)


class ServiceReader:
    """A Read of all content, which stays open. The API has no readers.

    `read_at` is a Read of its own. If the content was deleted meanwhile, which a Read cannot know,
    it is answered from the one that is open.
    """

    def __init__(self, client: Client, digest: str) -> None:
        self._client, self._digest = client, digest
        self._content = b""
        self._position = 0
        with in_real_time(), translated():
            request = MESSAGES["ReadContentRequest"](digest=digest)
            self._answers: Any = client.open("Read", request)
        client.let_others_go()
        with in_real_time(), translated():
            self._is_whole = not self._take()

    def _take(self) -> bool:
        """Take one answer more; whether there was one."""
        answer = next(self._answers, None)
        if answer is not None:
            self._content += answer.data
        return answer is not None

    def _fill(self, size: int) -> None:
        """Have so many bytes of the content, or all."""
        with in_real_time(), translated():
            while not self._is_whole and len(self._content) < size:
                self._is_whole = not self._take()

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the Read that is open."""
        end = self._position + size if size >= 0 else 1 << 62
        self._fill(end)
        found = self._content[self._position : end]
        self._position += len(found)
        return found

    def read_at(self, offset: int, size: int) -> bytes:
        """The bytes of a Read at *offset*; in the API a size of 0 means all, and is not sent."""
        if offset < 0 or size < 0:
            raise InvalidArgument(f"the API cannot read {size} bytes at offset {offset}")
        if size == 0:
            return b""
        try:
            answers = self._client.call("Read", digest=self._digest, offset=offset, size=size)
        except NotFound:
            self._fill(offset + size)
            return self._content[offset : offset + size]
        return b"".join(answer.data for answer in answers)

    def close(self) -> None:
        """Give the Read up."""
        with in_real_time():
            self._answers.cancel()
