"""Wrong clients whose faults once went unnoticed: secrets, and the result of a resolve."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.remoting import Repository

from .parts import RightParts
from .right import Right
from .right_kinds import OWN
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-11")
class LogsItsTokenByItsOwnHandler(Right):
    def token(self, parameters: Any) -> str:
        found = super().token(parameters)
        OWN.warning("the token is %s", found)
        return found


@breaks("REMOTE-11")
class WritesItsTokenToTheDescriptor(Right):
    def token(self, parameters: Any) -> str:
        found = super().token(parameters)
        os.write(2, f"the token is {found}\n".encode())
        return found


@breaks("REMOTE-11")
class NotesItsPassword(Right):
    def refused(self, answer: Answer) -> Failed:
        error = super().refused(answer)
        error.add_note(f"as {self.user}:{self.password}")
        return error


@breaks("REMOTE-11")
class GroupsItsPassword(Right):
    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed as error:
            also = ValueError(f"as {self.user}:{self.password}")
            raise ExceptionGroup("the pull failed", [error, also]) from None


@breaks("REMOTE-14")
class ResolvesByTheHeaderOfGet(RightParts):
    """It has the bytes, and does not look at them."""

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        self.open(place)
        with self.ask("GET", self.url(f"manifests/{tag}"), {"Accept": self.accept}) as answer:
            self.check_read(answer)
            size = len(answer.content(self.biggest_manifest))
            media_type = answer.headers["content-type"].partition(";")[0]
            digest = answer.headers.get("docker-content-digest", "")
        return Descriptor(media_type, digest, size)


@breaks("REMOTE-15a")
class ResolvesToAWholeType(RightParts):
    """The parameters of the header are in its descriptor."""

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        found = super().resolve(place, tag)
        with self.ask("HEAD", self.url(f"manifests/{tag}"), {"Accept": self.accept}) as answer:
            self.check_read(answer)
            return replace(found, media_type=answer.headers["content-type"])
