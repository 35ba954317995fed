"""Operations on one part, for clients with fetchers, pushers and a resolver: the rest of a blob
from an offset on, the meaning of a tag, and a push that is given up."""

from __future__ import annotations

from typing import Final

from ...contract.names import RequirementId
from .reading import TYPES
from .script import END, Act, ClientScenario, Does, Scripted, Then, Wire

_READS: Final = "GET HEAD"
_OFFSET: Final = 100_000
_WRONG: Final = "sha256:" + "0" * 64


def _resume(
    name: str, act: Act | None, asks: RequirementId, then: Then = "fails"
) -> ClientScenario:
    script = () if act is None else (Scripted("GET", "layer", act, asks, then),)
    return ClientScenario(name, "resume", script, offset=_OFFSET)


def _resolve(name: str, act: Act, asks: RequirementId, then: Then) -> ClientScenario:
    return ClientScenario(name, "resolve", (Scripted(_READS, "manifest", act, asks, then),))


def _cut(does: Does, wire: Wire) -> ClientScenario:
    words = {"cut": "cut below its length", "reset": "reset in the middle"}
    act = Scripted("GET", "layer", Act(wire=wire), "REMOTE-3", "fails")
    return ClientScenario(f"the rest is {words[wire]}", does, (act,), offset=_OFFSET)


RESUME: Final = ClientScenario("nothing is unusual", "resume", offset=_OFFSET)
RESOLVE: Final = ClientScenario("nothing is unusual", "resolve")
CANCEL: Final = ClientScenario("nothing is unusual", "cancel")
"""The scenario that a client has to pass before others can be judged, by operation."""

RESUMES: Final = (
    _resume("the rest begins elsewhere", Act(ranges="wrong"), "REMOTE-4"),
    _resume("everything comes, whatever is asked for", Act(ranges="ignored"), "REMOTE-4"),
    _resume("the rest cannot be had", Act(status=416, body="error", ranges="refused"), "REMOTE-4"),
    _resume("the rest is answered by 500", Act(status=500, body="error"), "REMOTE-2"),
    _cut("resume", "cut"),
    _cut("resume", "reset"),
    _resume("the rest never comes", Act(wire="silent"), "REMOTE-12", ""),
    ClientScenario("nothing is left", "resume", offset=END),
)

RESOLVES: Final = (
    # Only of GET: of a tag, no digest was asked for, and HEAD has no bytes to compare one with.
    ClientScenario(
        "the digest header is wrong",
        "resolve",
        (
            Scripted(
                "GET",
                "manifest",
                Act(headers=(("Docker-Content-Digest", _WRONG),)),
                "REMOTE-14",
                "fails",
            ),
        ),
    ),
    _resolve(
        "there is no digest header",
        Act(headers=(("Docker-Content-Digest", ""),)),
        "REMOTE-14",
        "succeeds",
    ),
    _resolve("the tag is not found", Act(status=404, body="error"), "REMOTE-2", "fails"),
    _resolve("the tag is answered by 500", Act(status=500, body="error"), "REMOTE-2", "fails"),
    _resolve(
        "the type of the manifest has a parameter",
        Act(headers=(("Content-Type", "{type}; charset=utf-8"),)),
        "REMOTE-15a",
        "succeeds",
    ),
    _resolve(
        "the tag is redirected",
        Act(status=307, headers=(("Location", "{elsewhere}{target}"),)),
        "REMOTE-16",
        "succeeds",
    ),
    *(
        _resolve(name, Act(headers=(("Content-Type", kind),)), "REMOTE-15", "")
        for name, kind in TYPES
    ),
    ClientScenario("a token is asked for", "resolve", access="bearer", asks="REMOTE-18"),
    _resolve("the tag is never answered", Act(wire="silent"), "REMOTE-12", ""),
)

CANCELS: Final = (
    ClientScenario("a token is asked for", "cancel", access="bearer", asks="REMOTE-18"),
    ClientScenario(
        "the Location is on another host and a token is asked for",
        "cancel",
        (
            Scripted(
                "POST PATCH",
                "uploads upload",
                Act(headers=(("Location", "{elsewhere}{location}"),)),
                "REMOTE-17",
            ),
        ),
        access="bearer",
    ),
)

STORIES: Final = (*RESUMES, *RESOLVES, *CANCELS)
