"""Connections to registries: used again, and through a proxy."""

from __future__ import annotations

import pytest
from loopback_registry import Call, Loopback
from registry_images import push, repository
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import NotFound
from remotes_reference.registry import CallContext, Repository


def test_one_connection_is_enough_for_one_request_at_a_time() -> None:
    with Loopback() as registry:
        ports = []

        def missing(call: Call) -> None:
            ports.append(call.client_address[1])
            call.answer(404)

        registry.script("HEAD", missing)
        images = repository(registry)
        for content in (bytes(40_000), bytes(50_000), bytes(60_000)):
            push(images.pusher(), content)
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_a_proxy_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        images = Repository("registry.test", "lib/img", plain_http=True)
        wanted = Descriptor("text/plain", digest_of(b"x"), 1)
        with images.fetcher().fetch(CallContext(), wanted) as reader, pytest.raises(NotFound):
            reader.read(1)
    assert proxy.seen[0].path.startswith("http://registry.test/v2/lib/img/blobs/")
