"""Delays that a client outlasts or refuses, and its ways to a registry: hosts and https."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from loopback_registry import CERTIFICATE, Call, Loopback
from registry_images import layer, repository, serve_image
from remotes_conformance.errors import ContentError, Unavailable
from remotes_reference.registry import CallContext, Reference, Repository


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        serve_image(registry, [b"one"])
        yield registry


class Unhurried(CallContext):
    """Does not wait, and remembers how long it would have."""

    def __init__(self, *, deadline: float | None = None) -> None:
        super().__init__(deadline=deadline)
        self.waited: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return False


@pytest.mark.parametrize(("status", "wait"), [(429, "1"), (503, "1"), (429, None), (503, "bad")])
def test_a_busy_registry_is_asked_again(registry: Loopback, status: int, wait: str | None) -> None:
    """REMOTE-20."""
    context = Unhurried()
    headers = {"Retry_After": wait} if wait else {}
    registry.script("GET", lambda call: call.answer(status, **headers), 2)
    assert repository(registry).resolve("v1", context)
    assert context.waited == ([1.0, 1.0] if wait == "1" else [0.5, 1.0])


def test_patience_has_an_end(registry: Loopback) -> None:
    context = Unhurried()
    registry.script("GET", lambda call: call.answer(429, Retry_After="3600"))
    with pytest.raises(Unavailable, match="429"):
        repository(registry).resolve("v1", context)
    assert context.waited == []
    registry.script("GET", lambda call: call.answer(503, Retry_After="0"))
    with pytest.raises(Unavailable, match="503"):
        repository(registry).resolve("v1", context)
    assert len(context.waited) == 3


def test_a_broken_connection_is_tried_again_before_the_first_byte(registry: Loopback) -> None:
    def vanish(call: Call) -> None:
        call.close_connection = True

    registry.script("GET", vanish, 2)
    assert repository(registry).resolve("v1", Unhurried())
    registry.script("GET", vanish)
    with pytest.raises(Unavailable, match="no answer"):
        repository(registry).resolve("v1", Unhurried())


def test_cancelling_ends_a_wait(registry: Loopback) -> None:
    context = CallContext(deadline=0.0)
    assert context.cancelled
    with pytest.raises(ContentError, match="cancelled"):
        repository(registry).fetcher().fetch(context, layer(b"one")).read()
    whole = CallContext()
    part = whole.derive(values={"a": 1}, fields={"b": 2})
    assert (part.value("a"), whole.value("a")) == (1, None)
    assert not part.wait(0.001)
    part.cancel()
    assert not whole.cancelled
    whole.cancel()
    assert whole.derive().wait(60)


def test_redirects_have_an_end_and_stay_with_http(registry: Loopback) -> None:
    registry.script("GET", lambda call: call.answer(302, Location=call.path))
    with pytest.raises(ContentError, match="redirected more than 10 times"):
        repository(registry).resolve("v1")
    assert len(registry.seen) == 11
    for location in ("file:///etc/passwd", "http://user:pw@127.0.0.1/", "http://[", "ftp://x/"):
        registry.script("GET", lambda call, there=location: call.answer(302, Location=there))
        with pytest.raises(ContentError):
            repository(registry).resolve("v1")


def test_https_is_the_rule_and_certificates_are_checked() -> None:
    with Loopback(tls=True) as registry:
        serve_image(registry, [b"one"])
        trusting = Repository(registry.address, "lib/img", certificates=str(CERTIFICATE))
        assert trusting.resolve("v1")
        with pytest.raises(Unavailable, match="certificate"):
            Repository(registry.address, "lib/img").resolve("v1", Unhurried())
        plain = registry.url("/v2/lib/img/manifests/v1").replace("https", "http")
        registry.script("GET", lambda call: call.answer(302, Location=plain))
        with pytest.raises(ContentError, match="from https to http"):
            trusting.resolve("v1")


def test_a_registry_without_tls_is_recognised(registry: Loopback) -> None:
    with pytest.raises(Unavailable, match="plain http"):
        Repository(registry.address, "lib/img").resolve("v1", Unhurried())


def test_addresses_of_version_6_are_hosts_too() -> None:
    with Loopback("::1") as registry:
        serve_image(registry, [b"one"])
        assert Reference.parse(f"{registry.address}/lib/img:v1").registry == registry.address
        assert repository(registry).resolve("v1")
