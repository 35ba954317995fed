"""Plugs for fetchers and pushers that use `requests`: a registry answers them, in virtual time.

    @pytest.fixture(scope="session")
    def fetchers():
        return HttpFetchers(lambda url: MyFetcher(url))

What is judged then is the handler together with the fetcher: bytes that the fetcher loses are lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ..protocols import AsyncFetcher, AsyncPusher, Fetcher, Pusher
from .registry import URL, registry_of
from .scene import Scene


@dataclass(frozen=True)
class HttpFetchers:
    """`make`: a fetcher, given the URL of a repository, under which `blobs/` and `manifests/` are.

    Each source comes in its pieces, breaks where it breaks, and answers to `Range` if it can seek
    or be read at an offset. Errors of Fetch come as the status of an answer, those of reads as a
    connection that is reset.
    """

    make: Callable[[str], Fetcher | AsyncFetcher]
    plays: ClassVar[frozenset[str]] = frozenset({"Fetch", "Read", "ReadAt"})

    def __call__(self, scene: Scene) -> Fetcher | AsyncFetcher:
        registry_of(scene)
        return self.make(URL)


@dataclass(frozen=True)
class HttpPushers:
    """`make`: a pusher, given the URL of a repository.

    The repository takes uploads (POST, PATCH, PUT), checks digests, and knows what it has (HEAD).
    Errors of Push, Write and Commit come as the status of whatever is asked meanwhile.
    """

    make: Callable[[str], Pusher | AsyncPusher]
    plays: ClassVar[frozenset[str]] = frozenset({"Push", "Write", "Commit"})

    def __call__(self, scene: Scene) -> Pusher | AsyncPusher:
        registry_of(scene)
        return self.make(URL)
