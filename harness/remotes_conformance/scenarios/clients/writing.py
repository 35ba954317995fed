"""Pushes to a registry that redirects, refuses, forgets or loses what it is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ...contract.names import RequirementId
from .image import Variant
from .script import Access, Act, ClientScenario, Scripted, Then, Wire

_SENDS: Final = "PATCH PUT"
_NO_LOCATION: Final = ("Location", "")
_WRONG: Final = "sha256:" + "0" * 64


def _push(name: str, *script: Scripted, access: Access = "") -> ClientScenario:
    return ClientScenario(name, "push", script, access=access)


def _answered(
    methods: str,
    what: str,
    status: int,
    *headers: tuple[str, str],
    asks: RequirementId = "REMOTE-8",
) -> Scripted:
    """An answer to such requests, by which nothing is stored."""
    act = Act(status=status, headers=headers, body="empty", has_effect=False)
    return Scripted(methods, what, act, asks, "fails")


def _location(location: str, asks: RequirementId = "REMOTE-7", then: Then = "succeeds") -> Scripted:
    """Every answer about an upload has this Location."""
    act = Act(headers=(("Location", location),))
    return Scripted("POST PATCH", "uploads upload", act, asks, then)


def _once(methods: str, what: str, act: Act, asks: RequirementId, then: Then = "") -> Scripted:
    return Scripted(methods, what, act, asks, then, times=1)


def _lost(
    methods: str, what: str, wire: Wire, asks: RequirementId, then: Then = "fails"
) -> Scripted:
    return Scripted(methods, what, Act(wire=wire, has_effect=False), asks, then)


_BLOBS: Final = "config layer"
_ANY_MANIFEST: Final = Scripted("PUT", "manifest", Act(status=201, body="empty"), "REMOTE-8")
"""Not every registry looks whether the blobs of a manifest are there."""

_CHALLENGE: Final = Act(
    status=401,
    headers=(("WWW-Authenticate", "{challenge}"),),
    body="error",
    has_effect=False,
)

_NO_CHUNK: Final = Act(416, (_NO_LOCATION, ("Range", "")), body="empty", has_effect=False)
"""Its usual Location and Range would be those of a chunk that was taken."""

ORDINARY: Final = _push("nothing is unusual")
"""The scenario that a client has to pass before others can be judged."""

LOCATIONS: Final = (
    _push("the Location is absolute", _location("{registry}{location}")),
    # One blob: of several, the first failure may leave the others waiting.
    ClientScenario(
        "the Location is relative to the path", "push", (_location("{last}"),), variant="bare"
    ),
    _push("the Location is on another host", _location("{elsewhere}{location}", "REMOTE-17", "")),
    ClientScenario(
        "the Location is on another host and a token is asked for",
        "push",
        (_location("{elsewhere}{location}", "REMOTE-17", ""),),
        access="bearer",
    ),
    ClientScenario(
        "the Location is on another host and a password is asked for",
        "push",
        (_location("{elsewhere}{location}", "REMOTE-17", ""),),
        access="basic",
    ),
    _push(
        "the upload has no Location",
        Scripted(
            "POST", "uploads",
            Act(headers=(("Location", ""),)),
            "REMOTE-8b", "fails",
        ),
    ),
    ClientScenario(
        "the only upload has no Location",
        "push",
        (Scripted("POST", "uploads", Act(headers=(_NO_LOCATION,)), "REMOTE-8b", "fails"),),
        variant="bare",
    ),
)  # fmt: skip

ANSWERS: Final = (
    *(
        _push(
            f"the manifest is answered by {status} and not stored",
            _answered("PUT", "manifest", status, _NO_LOCATION),
        )
        for status in (202, 302, 304, 399, 400, 500)
    ),
    *(
        _push(
            f"the end of an upload is answered by {status} and nothing is stored",
            _answered("PUT", "upload", status, _NO_LOCATION),
        )
        for status in (202, 304, 500)
    ),
    _push(
        "the digest of the manifest is answered wrongly",
        Scripted(
            "PUT", "manifest",
            Act(headers=(("Docker-Content-Digest", _WRONG),)),
            "REMOTE-8", "fails in any case",
        ),
    ),
    _push(
        "the digest of a blob is answered wrongly",
        Scripted(
            "PUT", "upload",
            Act(headers=(("Docker-Content-Digest", _WRONG),)),
            "REMOTE-8", "fails in any case",
        ),
    ),
    _push(
        "no digest is answered",
        Scripted(
            "PUT", "manifest upload",
            Act(headers=(("Docker-Content-Digest", ""),)),
            "REMOTE-8", "succeeds",
        ),
    ),
    _push(
        "the upload is answered by 201",
        replace(
            _answered("POST", "uploads", 201, ("Location", "{registry}/"), asks="REMOTE-8a"),
            lacks="mount",
        ),
    ),
    _push("the end of an upload gets no answer", _lost("PUT", "upload", "no answer", "REMOTE-9")),
    *(
        _push(
            f"HEAD of a blob is answered by {status} and any manifest is taken",
            Scripted("HEAD", _BLOBS, Act(status=status, body="error"), "REMOTE-2", "fails"),
            _ANY_MANIFEST,
        )
        for status in (403, 500)
    ),
    _push(
        "the upload is answered by 201 and any manifest is taken",
        # One with the bytes has its usual effect: they are stored.
        Scripted(
            "POST", "uploads",
            Act(status=201, headers=(("Location", "{registry}/"),), body="empty"),
            "REMOTE-8a", "fails", lacks="mount",
        ),
        _ANY_MANIFEST,
    ),
    _push(
        "the end of an upload is answered by 302 and any manifest is taken",
        _answered("PUT", "upload", 302, ("Location", "{registry}/v2/")),
        _ANY_MANIFEST,
    ),
    _push(
        "the end of an upload gets no answer and any manifest is taken",
        _lost("PUT", "upload", "no answer", "REMOTE-9"),
        _ANY_MANIFEST,
    ),
    _push("the manifest gets no answer", _lost("PUT", "manifest", "no answer", "REMOTE-9")),
)  # fmt: skip

AGAIN: Final = (
    _push(
        "an upload is redirected once",
        _once(
            _SENDS, "upload",
            Act(307, (("Location", "{registry}{target}"),), body="empty", has_effect=False),
            "REMOTE-10",
        ),
    ),
    _push(
        "the token is no longer valid in the middle of an upload",
        _once(_SENDS, "upload", _CHALLENGE, "REMOTE-10"),
        access="bearer",
    ),
    _push(
        "the token is no longer valid at the manifest",
        _once("PUT", "manifest", _CHALLENGE, "REMOTE-19a", "succeeds"),
        access="bearer",
    ),
    _push(
        "an upload is lost in the middle once",
        _once(_SENDS, "upload", Act(wire="half read", has_effect=False), "REMOTE-10"),
    ),
    _push("a chunk is refused by 416 once", _once("PATCH", "upload", _NO_CHUNK, "REMOTE-28")),
    _push(
        "a later chunk is refused by 416 once",
        Scripted("PATCH", "upload", _NO_CHUNK, "REMOTE-28", times=1, goes_on=True),
    ),
)  # fmt: skip

_REFUSED: Final[tuple[tuple[str, str, str, Variant], ...]] = (
    # Of one blob: every POST is for that one.
    ("the only upload begins", "POST", "uploads", "bare"),
    ("uploads begin", "POST", "uploads", ""),
    ("an upload goes on", _SENDS, "upload", ""),
)

REFUSED: Final = tuple(
    ClientScenario(
        f"every token is refused when {name}",
        "push",
        (Scripted(methods, what, _CHALLENGE, "REMOTE-19", "fails"),),
        variant=variant,
        access="bearer",
    )
    for name, methods, what, variant in _REFUSED
)
OTHERS: Final = (
    ClientScenario("the blobs are there", "push", has="blobs", asks="REMOTE-6"),
    ClientScenario("everything is there but the tag", "push", has="all", asks="REMOTE-6"),
    ClientScenario("the tag names another manifest", "push", has="another", asks="REMOTE-6"),
    ClientScenario(
        "everything is there and the tag names another manifest",
        "push",
        has="all another",
        asks="REMOTE-6",
    ),
    ClientScenario("a push of a manifest of 4 MiB", "push", variant="big", asks="REMOTE-23"),
    ClientScenario("a layer without bytes is pushed", "push", variant="empty", asks="REMOTE-9"),
    ClientScenario("the manifest is written with tabs", "push", variant="indented"),
    # A client need not push it.
    ClientScenario("the manifest is one of Docker", "push", variant="docker"),
    _push("the upload never begins", _lost("POST", "uploads", "silent", "REMOTE-12", "")),
    _push("the manifest is never answered", _lost("PUT", "manifest", "silent", "REMOTE-12", "")),
)

_REFUSED_ONCE: Final = Act(status=500, body="error", has_effect=False)

REPEATED: Final = (
    ClientScenario(
        "a blob is refused once and the image is pushed again",
        "push",
        (
            Scripted(
                "PUT POST", "upload uploads", _REFUSED_ONCE, "REMOTE-8", "fails",
                times=1, given="digest",
            ),
            # Otherwise the registry would refuse what the client takes for complete.
            _ANY_MANIFEST,
        ),
        is_repeated=True,
    ),
)  # fmt: skip

STORIES: Final = (*LOCATIONS, *ANSWERS, *AGAIN, *REFUSED, *OTHERS, *REPEATED)
