"""Pulls from a registry whose answers are wrong, cut, coded, endless, or never come."""

from __future__ import annotations

from typing import Final

from ...contract.names import RequirementId
from ...media_types import DOCKER_MANIFEST
from .image import INDEX
from .script import Act, Body, ClientScenario, Scripted, Then, Wire

GETS: Final = "GET HEAD"


def _pull(name: str, *script: Scripted) -> ClientScenario:
    return ClientScenario(name, "pull", script)


def _body(
    what: str, body: Body, asks: RequirementId, then: Then = "fails", wire: Wire = ""
) -> Scripted:
    return Scripted("GET", what, Act(body=body, wire=wire), asks, then)


def _wire(
    what: str, wire: Wire, asks: RequirementId, then: Then = "fails", times: int = 0
) -> Scripted:
    return Scripted("GET", what, Act(wire=wire), asks, then, times=times)


def _status(what: str, status: int, *headers: tuple[str, str], methods: str = GETS) -> Scripted:
    act = Act(status=status, headers=headers, body="error")
    return Scripted(methods, what, act, "REMOTE-2", "fails")


_NO_DIGEST = (("Docker-Content-Digest", ""),)

ORDINARY: Final = _pull("nothing is unusual")
"""The scenario that a client has to pass before others can be judged."""

BYTES: Final = (
    _pull("the manifest is changed", _body("manifest", "changed", "REMOTE-13")),
    _pull("the manifest is empty", _body("manifest", "empty", "REMOTE-13")),
    _pull(
        "the manifest is changed and its digest header agrees",
        Scripted(
            GETS, "manifest",
            Act(headers=(("Docker-Content-Digest", "{digest of the body}"),), body="changed"),
            "REMOTE-14", "fails",
        ),
    ),
    _pull(
        "the manifest has no digest header",
        Scripted(GETS, "manifest", Act(headers=_NO_DIGEST), "REMOTE-14", "succeeds"),
    ),
    _pull("the config is changed", _body("config", "changed", "REMOTE-13")),
    _pull("a layer is changed", _body("layer", "changed", "REMOTE-13")),
    _pull("a layer is too short", _body("layer", "shorter", "REMOTE-13")),
    _pull("a layer is too long", _body("layer", "longer", "REMOTE-13")),
    _pull("a layer is empty", _body("layer", "empty", "REMOTE-13")),
    _pull("a layer never ends", _body("layer", "endless", "REMOTE-22")),
    _pull("the config never ends", _body("config", "endless", "REMOTE-22")),
    _pull("the manifest never ends", _body("manifest", "endless", "REMOTE-22")),
    ClientScenario(
        "a manifest has manifests and layers",
        "pull",
        (Scripted("GET", "manifest", Act(), "REMOTE-15", "fails in any case"),),
        variant="ambiguous",
    ),
    ClientScenario(
        "an index has manifests and layers",
        "pull",
        (Scripted("GET", "index", Act(), "REMOTE-15", "fails in any case"),),
        variant="ambiguous index",
    ),
    ClientScenario("the manifest has 4 MiB", "pull", variant="big", asks="REMOTE-23"),
    _pull(
        "the type of the manifest has a parameter",
        Scripted(
            GETS, "manifest",
            # Without a blank, unlike that of a resolve.
            Act(headers=(("Content-Type", "{type};charset=utf-8"),)),
            "REMOTE-15a", "succeeds",
        ),
    ),
)  # fmt: skip

TYPES: Final[tuple[tuple[str, str], ...]] = (
    ("the manifest is sent as an index", INDEX),
    ("the manifest is sent as one of Docker", DOCKER_MANIFEST),
)
"""By name: a `Content-Type` that differs from the `mediaType` of the manifest."""

MISTAKEN: Final = tuple(
    _pull(name, Scripted(GETS, "manifest", Act(headers=(("Content-Type", kind),)), "REMOTE-15"))
    for name, kind in TYPES
)

CUTS: Final = (
    _pull("a layer is cut below its length", _wire("layer", "cut", "REMOTE-3")),
    _pull("a layer is reset in the middle", _wire("layer", "reset", "REMOTE-3")),
    _pull("a layer in chunks is cut", _wire("layer", "chunked cut", "REMOTE-3")),
    _pull("a layer without a length is cut", _wire("layer", "no length cut", "REMOTE-3")),
    _pull("the manifest is cut below its length", _wire("manifest", "cut", "REMOTE-3")),
    _pull("a layer comes in chunks", _wire("layer", "chunked", "REMOTE-3", "succeeds")),
    _pull("a layer comes without a length", _wire("layer", "no length", "REMOTE-3", "succeeds")),
    _pull(
        "a layer is cut once and then comes whole whatever is asked for",
        _wire("layer", "cut", "REMOTE-3", times=1),
        Scripted("GET", "layer", Act(ranges="ignored"), "REMOTE-4", "fails"),
    ),
    _pull(
        "a layer is cut once and the rest begins elsewhere",
        _wire("layer", "cut", "REMOTE-3", times=1),
        Scripted("GET", "layer", Act(ranges="wrong"), "REMOTE-4", "fails"),
    ),
    _pull(
        "a layer is cut once and the rest cannot be had",
        _wire("layer", "cut", "REMOTE-3", times=1),
        Scripted(
            "GET", "layer", Act(status=416, body="error", ranges="refused"), "REMOTE-4", "fails"
        ),
    ),
    _pull("a layer is compressed on the way", _body("layer", "gzip", "REMOTE-5")),
    _pull("a layer is only said to be compressed", _body("layer", "false gzip", "REMOTE-5")),
)

STATUSES: Final = (
    _pull("the manifest is not found", _status("manifest", 404)),
    _pull("the manifest is answered by 500", _status("manifest", 500)),
    _pull("a layer is not found", _status("layer", 404)),
    _pull("a layer is answered by 403", _status("layer", 403)),
    _pull("a layer is answered by 500", _status("layer", 500)),
    _pull(
        "a layer is answered by 500 with its own bytes",
        Scripted(GETS, "layer", Act(status=500), "REMOTE-2", "fails in any case"),
    ),
    _pull(
        "a layer is answered by 204",
        Scripted(GETS, "layer", Act(status=204), "REMOTE-2", "fails"),
    ),
    _pull(
        "the manifest is answered by 429 once",
        Scripted(
            GETS, "manifest",
            Act(status=429, headers=(("Retry-After", "1"),), body="error"),
            "REMOTE-20", "", times=1,
        ),
    ),
    _pull(
        "the manifest is answered by 503 each time",
        Scripted(
            GETS, "manifest",
            Act(status=503, headers=(("Retry-After", "0"),), body="error"),
            "REMOTE-20", "fails",
        ),
    ),
    _pull(
        "a layer is answered by 503 once",
        Scripted(
            GETS, "layer",
            Act(status=503, headers=(("Retry-After", "1"),), body="error"),
            "REMOTE-20", "", times=1,
        ),
    ),
)  # fmt: skip

WAITS: Final = (
    _pull("the manifest never comes", _wire("manifest", "silent", "REMOTE-12", "")),
    _pull("a layer never comes", _wire("layer", "silent", "REMOTE-12", "")),
    _pull("a layer stops in the middle", _wire("layer", "stalled", "REMOTE-12", "")),
)

STORIES: Final = (*BYTES, *MISTAKEN, *CUTS, *STATUSES, *WAITS)
