"""The reference as a client that the harness judges."""

from __future__ import annotations

from remotes_conformance.doors.clients.operation import Operation
from remotes_reference.registry import Credentials, Repository, pull, push


class ReferenceClient:
    """Pulls by digest and pushes to the tag. `limits`: it passes on the limit of an operation."""

    limits = True

    def pull(self, operation: Operation) -> None:
        pull(_repository(operation), operation.digest, operation.folder, name=operation.tag)

    def push(self, operation: Operation) -> None:
        push(operation.folder, _repository(operation), operation.tag)


def _repository(operation: Operation) -> Repository:
    return Repository(
        operation.registry,
        operation.name,
        credentials=Credentials(operation.user, operation.password),
        plain_http=True,
        timeout=operation.limit,
    )
