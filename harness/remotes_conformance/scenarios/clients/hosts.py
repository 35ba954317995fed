"""Other hosts and credentials: redirects, challenges, tokens that are refused or expired."""

from __future__ import annotations

from typing import Final

from ...contract.names import RequirementId
from .reading import GETS
from .script import Access, Act, ClientScenario, Scripted, Then

_BLOBS: Final = "config layer"
_EVERYTHING: Final = "manifest config layer"


def _redirect(
    status: int,
    to: str,
    asks: RequirementId = "REMOTE-16",
    then: Then = "succeeds",
    what: str = _BLOBS,
) -> Scripted:
    return Scripted(GETS, what, Act(status=status, headers=(("Location", to),)), asks, then)


def _pull(name: str, *script: Scripted, access: Access = "") -> ClientScenario:
    return ClientScenario(name, "pull", script, access=access)


def _challenged(name: str, *challenges: str) -> ClientScenario:
    return ClientScenario(name, "pull", access="bearer", challenges=challenges, asks="REMOTE-18")


def _elsewhere(challenge: str) -> Scripted:
    """The other host asks for credentials, too."""
    act = Act(status=401, headers=(("WWW-Authenticate", challenge),), body="error")
    return Scripted(GETS, _EVERYTHING, act, "REMOTE-17", host="elsewhere")


_ASKS_FOR_A_PASSWORD: Final = _elsewhere('Basic realm="elsewhere"')
_ASKS_FOR_A_TOKEN: Final = _elsewhere('Bearer realm="{third}{realm}",service="elsewhere"')
_REALM, _SERVICE = 'realm="{registry}{realm}"', 'service="registry"'
_SCOPE = 'scope="repository:{name}:pull"'

_ELSEWHERE: Final = (("Location", "{elsewhere}{target}"),)

REDIRECTS: Final = (
    *(
        _pull(f"blobs are redirected by {status}", _redirect(status, "{elsewhere}{target}"))
        for status in (301, 302, 303, 307, 308)
    ),
    _pull(
        "the manifest is redirected",
        _redirect(307, "{elsewhere}{target}", what="manifest"),
    ),
    _pull(
        "the host of a blob redirects to another path of its own",
        # There, a path alone is one of that host: the registry has nothing with that parameter.
        Scripted(GETS, "config", Act(404, body="error"), "REMOTE-16", "succeeds", given="direct"),
        _redirect(307, "{elsewhere}{target}", what="config"),
        Scripted(GETS, "config", Act(), "REMOTE-16", "succeeds", host="elsewhere", given="direct"),
        Scripted(
            GETS,
            "config",
            Act(307, (("Location", "{target}?direct=1"),)),
            "REMOTE-16",
            "succeeds",
            host="elsewhere",
        ),
    ),
    ClientScenario(
        "HEAD of a blob is redirected",
        "push",
        (Scripted("HEAD", _BLOBS, Act(307, _ELSEWHERE), "REMOTE-16", "succeeds"),),
        has="blobs",
    ),
    # Each time to another URL: none comes twice.
    _pull(
        "blobs are redirected for ever", _redirect(307, "{registry}{target}?again", then="fails")
    ),
    _pull("a redirect leads nowhere", _redirect(307, "", "REMOTE-2", "fails", "layer")),
    _pull(
        "blobs are redirected behind a token",
        _redirect(307, "{elsewhere}{target}"),
        access="bearer",
    ),
    _pull(
        "the host of the blobs asks for a password",
        _redirect(307, "{elsewhere}{target}", "REMOTE-17", ""),
        _ASKS_FOR_A_PASSWORD,
        access="bearer",
    ),
    _pull(
        "the host of the blobs asks for a token of a third host",
        _redirect(307, "{elsewhere}{target}", "REMOTE-17", ""),
        _ASKS_FOR_A_TOKEN,
        access="bearer",
    ),
)

_PUSHED: Final[tuple[tuple[str, Access], ...]] = (("token", "bearer"), ("password", "basic"))

CHALLENGES: Final = (
    _challenged("a token is asked for"),
    ClientScenario("a password is asked for", "pull", access="basic", asks="REMOTE-18"),
    _challenged("the challenge begins with its scope", f"Bearer {_SCOPE},{_SERVICE},{_REALM}"),
    _challenged("the scheme is in small letters", f"bearer {_REALM},{_SERVICE},{_SCOPE}"),
    _challenged(
        "the challenge has an unknown parameter", f'Bearer {_REALM},{_SERVICE},{_SCOPE},hint="x"'
    ),
    _challenged(
        "the challenge has an empty parameter", f'Bearer hint="",{_REALM},{_SERVICE},{_SCOPE}'
    ),
    _challenged(
        "another scheme is offered beside Bearer",
        "Negotiate",
        f"Bearer {_REALM},{_SERVICE},{_SCOPE}",
    ),
    _challenged(
        "another scheme is offered in the same line",
        f'Acme realm="acme", Bearer {_REALM},{_SERVICE},{_SCOPE}',
    ),
    *(
        ClientScenario(f"a {what} is asked for", "push", access=access, asks="REMOTE-18")
        for what, access in _PUSHED
    ),
    _pull(
        "the realm redirects to another host",
        # Without the query: what the registry sends there itself is not the client's doing.
        Scripted(
            "GET POST", "token",
            Act(status=307, headers=(("Location", "{elsewhere}{realm}"),), body="empty"),
            "REMOTE-17",
        ),
        access="bearer",
    ),
    *(
        _pull(
            f"the realm answers {status}",
            Scripted("GET POST", "token", Act(status=status, body="error"), "REMOTE-19", "fails"),
            access="bearer",
        )
        for status in (401, 403)
    ),
    _pull(
        "every token is refused",
        Scripted(
            GETS, _EVERYTHING,
            Act(status=401, headers=(("WWW-Authenticate", "{challenge}"),), body="error"),
            "REMOTE-19", "fails",
        ),
        access="bearer",
    ),
    _pull(
        "the challenge makes no sense",
        Scripted(
            GETS, f"ping {_EVERYTHING}",
            Act(status=401, headers=(("WWW-Authenticate", 'Bearer realm="'),), body="error"),
            "REMOTE-19", "fails",
        ),
    ),
    _pull(
        "the token is no longer valid when a layer is asked for",
        Scripted(
            "GET", "layer",
            Act(status=401, headers=(("WWW-Authenticate", "{challenge}"),), body="error"),
            "REMOTE-19a", "succeeds", times=1,
        ),
        access="bearer",
    ),
    _pull(
        "the realm never answers",
        Scripted("GET POST", "token", Act(wire="silent"), "REMOTE-12"),
        access="bearer",
    ),
)  # fmt: skip

_HOSTS_OF_URLS: Final = (
    ("", ()),
    (" that asks for a password", (_ASKS_FOR_A_PASSWORD,)),
    (" that asks for a token of a third host", (_ASKS_FOR_A_TOKEN,)),
)

URLS: Final = tuple(
    ClientScenario(
        f"the descriptor of a layer has a URL at another host{name}",
        "pull",
        script,
        variant="urls",
        access="bearer",
    )
    for name, script in _HOSTS_OF_URLS
)

UNACCEPTED: Final = (
    _pull(
        "blobs are redirected to a host that accepts no connection",
        _redirect(307, "{deaf}{target}", "REMOTE-12", ""),
    ),
)

STORIES: Final = (*REDIRECTS, *CHALLENGES, *URLS, *UNACCEPTED)
