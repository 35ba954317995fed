"""Clients of a registry, as users write and judge them. mypy checks this file; it is never run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

from remotes_conformance import Verdict, check_client
from remotes_conformance.content import Descriptor
from remotes_conformance.contract import CLIENT_SECTIONS, Requirement
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import Pulls, Pushes
from remotes_conformance.judging.clients.plan import ClientPart
from remotes_conformance.protocols import Fetcher, Pusher
from remotes_conformance.remoting import AsyncRemoting, Remoting, Repository
from remotes_conformance.scenarios.clients.script import ClientScenario
from remotes_conformance.verdict.results import Result


class Client:
    """A client that can do both."""

    limits = True

    def pull(self, operation: Operation) -> None:
        assert_type(operation.folder, Path)
        assert_type(operation.limit, int)
        where = (operation.registry, operation.name, operation.tag, operation.digest)
        assert_type(where, tuple[str, str, str, str])

    def push(self, operation: Operation) -> bool:
        return bool(operation.user and operation.password)


class Parts:
    """A client with a fetcher, a pusher and a resolver."""

    resumes = True

    def __init__(self, fetcher: Fetcher, pusher: Pusher) -> None:
        self._fetcher, self._pusher = fetcher, pusher

    def resolve(self, repository: Repository, tag: str) -> Descriptor:
        assert_type(repository.mount_from, str)
        return Descriptor(repository.name, tag, repository.limit)

    def fetcher(self, repository: Repository) -> Fetcher:
        return self._fetcher

    def pusher(self, repository: Repository, tag: str) -> Pusher:
        return self._pusher


def parts(fetcher: Fetcher, pusher: Pusher) -> Remoting:
    """An object that `check_client` takes, too."""
    return Parts(fetcher, pusher)


async def awaited(client: AsyncRemoting, repository: Repository) -> None:
    """The same, awaited."""
    assert_type(await client.resolve(repository, "v1"), Descriptor)


PULLS: Pulls = Client()
PUSHES: Pushes = Client()


def progress(part: ClientPart, result: Result) -> None:
    """After each part."""
    scenario: ClientScenario = part.scenario
    print(part.title, scenario.does, scenario.slug, result.scenarios)


def judge() -> None:
    """A Python client, and commands."""
    verdict = check_client(Client(), seed=1, strict=True, patience=2.0, progress=progress)
    assert_type(verdict, Verdict)
    check_client("package.module:object")
    check_client(pull="skopeo", push="skopeo")
    rules: tuple[Requirement, ...] = CLIENT_SECTIONS["remote"]
    print(rules)
