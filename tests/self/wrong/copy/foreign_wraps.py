"""Takes an error for one of a class because such a one stands beside it, or came before it."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import Writer

from ..lock.foreign_wraps import contexts, has, members
from ..right import Right
from ..shelf import breaks


@breaks("COPY-15", "Commit")
class TakesAMemberForCommitted(Right):
    """Takes a failed commit for success if *exists* is in the same group."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            if not has(members(error), AlreadyExists):
                raise


@breaks("COPY-15", "Commit")
class TakesTheContextForCommitted(Right):
    """The same of an error that was raised while *exists* was handled."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            if not has(contexts(error), AlreadyExists):
                raise
