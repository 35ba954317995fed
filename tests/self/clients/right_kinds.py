"""Right clients that were once accused of a fault, each with the scenarios that showed it."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.remoting import Repository

from .parts import RightParts
from .right import Right
from .transport import Answer, Failed

KINDS: dict[type[Right], tuple[str, ...]] = {}
"""By client: the words of the scenarios."""
Class = TypeVar("Class", bound=type[Right])
_ERROR = "pull.a-layer-is-answered-by-500"
_WARNED = "pull.every-answer-has-a-warning"
OWN = logging.getLogger("a client's own")
OWN.addHandler(logging.StreamHandler())
OWN.propagate = False


def clean_in(*slugs: str) -> Callable[[Class], Class]:
    """The class breaks nothing there."""

    def put(cls: Class) -> Class:
        KINDS[cls] = slugs
        return cls

    return put


@clean_in("resolve.the-digest-header-is-wrong", "resolve.there-is-no-digest-header")
class ResolvesByHead(RightParts):
    """It asks for the bytes only if HEAD does not give the digest."""

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        self.open(place)
        with self.ask("HEAD", self.url(f"manifests/{tag}"), {"Accept": self.accept}) as answer:
            self.check_read(answer)
            found = answer.headers
        if "docker-content-digest" not in found:
            return super().resolve(place, tag)
        media_type = found["content-type"].partition(";")[0]
        return Descriptor(media_type, found["docker-content-digest"], int(found["content-length"]))


@clean_in(_ERROR, "pull.nothing-is-unusual")
class Exits(Right):
    """As the function `main` of a command does."""

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed as error:
            raise SystemExit(f"error: {error}") from error


@clean_in("pull.the-token-is-no-longer-valid-when-a-layer-is-asked-for")
class GetsATokenForEachRequest(Right):
    """If that is refused, it fails."""

    attempts = 1

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        self.credentials = ""
        with super().ask(method, url, headers, body) as answer:
            yield answer


@clean_in(_ERROR)
class NotesTheReason(Right):
    def refused(self, answer: Answer) -> Failed:
        error = Failed("the pull failed")
        error.add_note(str(super().refused(answer)))
        return error


@clean_in(_ERROR)
class CarriesTheReason(Right):
    """As the errors of many libraries do."""

    def refused(self, answer: Answer) -> Failed:
        error = Failed("the pull failed")
        error.reason = str(super().refused(answer))  # type: ignore[attr-defined]
        return error


@clean_in(_ERROR)
class GroupsTheReason(Right):
    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed as error:
            raise ExceptionGroup("the pull failed", [error]) from None


@clean_in(_WARNED)
class LogsByItsOwnHandler(Right):
    """It was made at import, and its records reach no other handler."""

    def warn(self, answer: Answer) -> None:
        text = answer.headers.get("warning", "")
        if text and text not in self.warned:
            self.warned.add(text)
            OWN.warning("the registry warns: %s", text)


@clean_in(_WARNED)
class WritesToTheDescriptor(Right):
    def warn(self, answer: Answer) -> None:
        text = answer.headers.get("warning", "")
        if text and text not in self.warned:
            self.warned.add(text)
            os.write(2, f"the registry warns: {text}\n".encode())


@clean_in("pull.the-manifest-is-answered-by-429-once")
class AsksTwiceAtOnce(Right):
    """The first right answer counts."""

    def manifest(self, digest: str) -> bytes:
        def one() -> bytes:
            try:
                return super(AsksTwiceAtOnce, self).manifest(digest)
            except Failed:
                return b""

        with ThreadPoolExecutor(2) as pool:
            calls = [pool.submit(one) for _ in range(2)]
            for call in calls:
                if f"sha256:{hashlib.sha256(call.result()).hexdigest()}" == digest:
                    return call.result()
        raise Failed("no right answer")
