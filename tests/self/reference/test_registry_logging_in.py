"""Challenges, tokens, redirects: the answers, the hosts that get credentials, and the limits."""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from loopback_registry import Call, Loopback
from registry_images import PASSWORD, USER, repository, serve_image
from remotes_conformance.errors import ContentError, InvalidArgument, Unavailable
from remotes_reference.registry import Credentials
from remotes_reference.registry.challenges import challenges

BASIC = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
SECRETS = (BASIC, PASSWORD, "tok-1", "tok-2", "tok-3")


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        serve_image(registry, [b"one"])
        yield registry


@pytest.fixture
def other() -> Iterator[Loopback]:
    """A server on another host."""
    with Loopback("127.0.0.2") as other:
        yield other


class Guard:
    """Asks for the newest token: each is good until the next is asked for by `expire`."""

    def __init__(self, registry: Loopback, realm: str = "/token", tokens: int = 9) -> None:
        self._registry = registry
        self.issued = 0
        self._expired = 0
        self._tokens = tokens
        self._realm = registry.url(realm)
        registry.script("/v2/", self._guard)
        registry.script("/token", self._issue)

    def expire(self) -> None:
        self._expired = self.issued

    def _guard(self, call: Call) -> None:
        token = call.headers.get("Authorization", "").removeprefix("Bearer tok-")
        if token.isdecimal() and self._expired < int(token) <= self.issued:
            return self._registry.serve(call)
        asked = f'scope="repository:lib/img:pull",realm="{self._realm}",service="s"'
        return call.answer(401, WWW_Authenticate=f'Bearer error="x",{asked}')

    def _issue(self, call: Call) -> None:
        self.issued += 1
        if self.issued > self._tokens:
            return call.answer(503)
        return call.answer(200, json.dumps({"token": f"tok-{self.issued}"}).encode())


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('Bearer realm="u:/x",service="a,b"', [("bearer", {"realm": "u:/x", "service": "a,b"})]),
        ('bEARER service="s" , realm="r"', [("bearer", {"service": "s", "realm": "r"})]),
        ('Basic realm="a \\"b\\""', [("basic", {"realm": 'a "b"'})]),
        ('N, Bearer scope="", a=b,C', [("n", {}), ("bearer", {"scope": "", "a": "b"}), ("c", {})]),
        ('Negotiate YWJj==, Basic realm="x"', [("negotiate", {}), ("basic", {"realm": "x"})]),
        ("Bearer realm=r,service=s", [("bearer", {"realm": "r", "service": "s"})]),
        ("", []),
        (",,", []),
        ('="', []),
    ],
)  # fmt: skip
def test_challenges_are_read_in_every_form(header: str, found: list[object]) -> None:
    """REMOTE-18: any order, any case, empty parameters, other schemes beside."""
    assert [(one.scheme, one.parameters) for one in challenges(header)] == found


@pytest.mark.parametrize("login", [False, True])
def test_a_token_is_fetched_once_and_used(registry: Loopback, login: bool) -> None:
    guard = Guard(registry, "/token?kept=1")
    images = repository(registry, login=login)
    images.resolve("v1")
    images.resolve("v1")
    assert guard.issued == 1
    asked = next(one for one in registry.seen if one.path.startswith("/token"))
    assert parse_qs(asked.path.partition("?")[2]) == {
        "kept": ["1"],
        "service": ["s"],
        "scope": ["repository:lib/img:pull"],
    }
    assert asked.headers.get("Authorization") == (f"Basic {BASIC}" if login else None)


def test_a_token_that_dies_is_renewed_and_a_refused_one_is_an_error(registry: Loopback) -> None:
    """REMOTE-19, REMOTE-19a."""
    guard = Guard(registry)
    images = repository(registry)
    images.resolve("v1")
    guard.expire()
    images.resolve("v1")
    assert guard.issued == 2
    registry.script(
        "/v2/",
        lambda call: call.answer(401, WWW_Authenticate=f'Bearer realm="{registry.url("/token")}"'),
    )
    with pytest.raises(ContentError, match="401"):
        images.resolve("v1")
    assert guard.issued == 3


@pytest.mark.parametrize("login", [False, True])
def test_basic_is_answered_with_user_and_password(registry: Loopback, login: bool) -> None:
    def guard(call: Call) -> None:
        if call.headers.get("Authorization") == f"Basic {BASIC}":
            return registry.serve(call)
        return call.answer(401, WWW_Authenticate='Basic realm="x"')

    registry.script("/v2/", guard)
    if login:
        assert repository(registry, login=True).resolve("v1")
    else:
        with pytest.raises(ContentError, match="user and a password"):
            repository(registry).resolve("v1")


@pytest.mark.parametrize(
    "header",
    [{}, {"WWW_Authenticate": "nonsense"}, {"WWW_Authenticate": 'Bearer realm="file:///x"'},
     {"WWW_Authenticate": 'Bearer realm="/relative"'}, {"WWW_Authenticate": 'Basic realm="wrong"'}],
)  # fmt: skip
def test_challenges_without_sense_are_errors(registry: Loopback, header: dict[str, str]) -> None:
    registry.script("/v2/", lambda call: call.answer(401, **header))
    with pytest.raises(ContentError):
        repository(registry, login=True).resolve("v1")
    assert len(registry.seen) < 4


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("challenge", ["", "Basic", "Bearer"])
@pytest.mark.parametrize("is_open", [False, True])
def test_nothing_secret_follows_a_redirect_to_another_host(
    registry: Loopback, other: Loopback, status: int, challenge: str, is_open: bool
) -> None:
    """REMOTE-16, REMOTE-17: not even where that host asks for it, and the registry never did."""
    if not is_open:
        Guard(registry)
    content = registry.manifests["v1"]
    asks = {"WWW_Authenticate": f'{challenge} realm="{other.url("/token")}"'} if challenge else {}

    def answer(call: Call) -> None:
        if call.path.startswith("/token"):
            return call.answer(200, b'{"token": "tok-9"}')
        if challenge:
            return call.answer(401, **asks)
        return call.answer(200, content[1], Content_Type=content[0])

    other.script("", answer)
    images = repository(registry, login=True)
    images.resolve("v1")
    registry.script(
        "GET /v2/", lambda call: call.answer(status, Location=other.url("/there?sig=s"))
    )
    if challenge:
        with pytest.raises(ContentError, match="401"):
            images.resolve("v1")
    else:
        assert images.resolve("v1")
    assert other.asked("sig=s")
    assert not other.has_heard(*SECRETS)


def test_a_token_server_that_leads_elsewhere_gets_nothing_there(
    registry: Loopback, other: Loopback
) -> None:
    Guard(registry)
    registry.script("/token", lambda call: call.answer(307, Location=other.url("/token")))
    other.script("/token", lambda call: call.answer(200, b'{"access_token": "tok-9"}'))
    with pytest.raises(ContentError, match="401"):
        repository(registry, login=True).resolve("v1")
    assert other.seen
    assert not other.has_heard(*SECRETS)


def test_once_away_a_request_carries_nothing_even_back_home(
    registry: Loopback, other: Loopback
) -> None:
    Guard(registry)
    images = repository(registry, login=True)
    images.resolve("v1")
    registry.script("GET /v2/", lambda call: call.answer(302, Location=other.url("/x")), 1)
    other.script(
        "", lambda call: call.answer(302, Location=registry.url("/v2/lib/img/manifests/v1"))
    )
    with pytest.raises(ContentError, match="401"):
        images.resolve("v1")
    assert "Authorization" not in registry.seen[-1].headers


def test_no_secret_stands_in_an_error_though_the_registry_repeats_it(registry: Loopback) -> None:
    """REMOTE-11: not in the text, not in the representation, not in its cause."""
    Guard(registry)
    images = repository(registry, login=True)
    images.resolve("v1")

    def repeat(call: Call) -> None:
        text = f"{call.headers['Authorization']} {BASIC} {PASSWORD}"
        call.answer(403, json.dumps({"errors": [{"code": "X", "message": text}]}).encode())

    registry.script("GET /v2/", repeat)
    with pytest.raises(ContentError) as caught:
        images.resolve("v1")
    text = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert "403 X: Bearer ***" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert PASSWORD not in repr(Credentials(USER, PASSWORD))


@pytest.mark.parametrize(
    "header", ["Content_Type", "Content_Encoding", "Docker_Content_Digest", "Location", "Warning"]
)
def test_no_secret_stands_in_an_error_about_a_header(
    registry: Loopback, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    Guard(registry)
    images = repository(registry, login=True)
    images.resolve("v1")
    content = registry.manifests["v1"]

    def repeat(call: Call) -> None:
        headers = {"Content_Type": content[0], header: f"/tok-1/{PASSWORD}"}
        if header == "Warning":
            headers[header] = f'299 - "tok-1 {PASSWORD}"'
        call.answer(302 if "Location" in headers else 200, content[1], **headers)

    registry.script("GET /v2/", repeat)
    registry.script("GET /tok-1", lambda call: call.answer(404))
    if header == "Warning":
        assert images.resolve("v1")
    else:
        with pytest.raises(ContentError, match=r"\*\*\*") as caught:
            images.resolve("v1")
        shown = "".join(traceback.format_exception(caught.value))
        assert not [secret for secret in SECRETS if secret in shown]
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_no_part_of_a_query_stands_in_an_error() -> None:
    """Signed addresses are as good as passwords: also where the connection fails."""
    with Loopback() as registry:
        gone = registry.url("/v2/x?X-Signature=tok-1")
        with Loopback() as first:
            first.script("GET", lambda call: call.answer(307, Location=gone))
            registry.__exit__()
            with pytest.raises(Unavailable) as caught:
                repository(first).resolve("v1")
    assert "tok-1" not in "".join(traceback.format_exception(caught.value))
    assert "Connection refused" in str(caught.value)


@pytest.mark.parametrize("token", ['"a b"', '"a\\r\\nX: y"', "7", "null", '""'])
def test_a_token_that_is_none_is_refused(registry: Loopback, token: str) -> None:
    Guard(registry)
    registry.script("/token", lambda call: call.answer(200, b'{"token": %s}' % token.encode()))
    with pytest.raises(ContentError, match="without a token"):
        repository(registry).resolve("v1")


def test_users_and_repositories_without_sense_are_refused(registry: Loopback) -> None:
    with pytest.raises(InvalidArgument):
        Credentials("a:b", "c")
    with pytest.raises(InvalidArgument):
        repository(registry, "Upper")
    with pytest.raises(InvalidArgument):
        repository(registry, timeout=0)
