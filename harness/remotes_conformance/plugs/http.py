"""Plugs for fetchers and pushers that use `requests`: a registry answers them, in virtual time.

    @pytest.fixture(scope="session")
    def fetchers():
        return HttpFetchers(lambda url: MyFetcher(url))

The handler is then judged together with the fetcher: bytes that the fetcher loses are lost.
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
    """The plug for a fetcher that uses `requests` (extra `http`).

    `make(url)` returns the fetcher for the repository at *url*, which has `blobs/DIGEST` and
    `manifests/DIGEST`. A body comes in the pieces of the scenario and breaks where the scenario
    says; `Range` is answered if the source can seek or be read at an offset. Errors of Fetch come
    as the status of an answer, those of reads as a connection that is reset.
    """

    make: Callable[[str], Fetcher | AsyncFetcher]
    plays: ClassVar[frozenset[str]] = frozenset({"Fetch", "Read", "ReadAt"})

    def __call__(self, scene: Scene) -> Fetcher | AsyncFetcher:
        registry_of(scene)
        return self.make(URL)


@dataclass(frozen=True)
class HttpPushers:
    """The plug for a pusher that uses `requests` (extra `http`).

    `make(url)` returns the pusher for the repository at *url*. The repository takes uploads (POST,
    PATCH, PUT), checks digests, and knows what it has (HEAD). Errors of Push, Write and Commit come
    as the status of the next request.
    """

    make: Callable[[str], Pusher | AsyncPusher]
    plays: ClassVar[frozenset[str]] = frozenset({"Push", "Write", "Commit"})

    def __call__(self, scene: Scene) -> Pusher | AsyncPusher:
        registry_of(scene)
        return self.make(URL)
