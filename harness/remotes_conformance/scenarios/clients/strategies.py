"""Hypothesis strategies for scripts of a registry. The first of several choices is the simplest.

An answer that claims success without an effect is not among them: no client can notice that.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hypothesis import strategies as st

from ...contract.names import RequirementId
from .image import MANIFEST, Variant
from .reading import TYPES
from .script import DRAWN, Access, Act, Body, ClientScenario, Does, Ranges, Scripted, Wire

_ACCESS: Final[tuple[Access, ...]] = ("", "bearer", "basic")
_BODIES: Final[tuple[Body, ...]] = (
    "empty", "shorter", "longer", "changed", "gzip", "false gzip",
)  # fmt: skip
_WIRES: Final[tuple[Wire, ...]] = (
    "cut", "reset", "no answer", "chunked", "chunked cut", "no length", "no length cut",
)  # fmt: skip
_RANGES: Final[tuple[Ranges, ...]] = ("ignored", "wrong")
_READ: Final = (
    *(Act(status=status, body="error") for status in (404, 403, 500)),
    Act(status=503, headers=(("Retry-After", "1"),), body="error"),
    *(Act(wire=wire) for wire in _WIRES),
    *(Act(body=body) for body in _BODIES),
    *(Act(ranges=ranges) for ranges in _RANGES),
    Act(status=416, body="error", ranges="refused"),
    *(Act(status=s, headers=(("Location", "{elsewhere}{target}"),)) for s in (302, 307)),
    Act(status=307, headers=(("Location", "{registry}{target}"),)),
    Act(headers=(("Docker-Content-Digest", ""),)),
    Act(headers=(("Content-Type", "{type}; charset=utf-8"),)),
)
_TYPES: Final = tuple(
    Act(headers=(("Content-Type", kind),)) for kind in (*(kind for _, kind in TYPES), MANIFEST)
)
_EXPIRED: Final = (("WWW-Authenticate", "{challenge}"),)
_ELSEWHERE: Final = (
    Act(status=401, headers=(("WWW-Authenticate", 'Basic realm="elsewhere"'),), body="error"),
    Act(wire="cut"),
    Act(body="changed"),
)
_BEGUN: Final = (
    Act(headers=(("Location", ""),)),
    Act(headers=(("Location", "{registry}{location}"),)),
    Act(headers=(("Location", "{elsewhere}{location}"),)),
    Act(status=500, body="error", has_effect=False),
    Act(401, _EXPIRED, "error", has_effect=False),
    Act(wire="no answer"),
)
_SENT: Final = (
    *(Act(status, (("Location", ""),), "empty", has_effect=False) for status in (500, 400, 202)),
    Act(307, (("Location", "{registry}{target}"),), "empty", has_effect=False),
    Act(401, _EXPIRED, "error", has_effect=False),
    Act(wire="half read", has_effect=False),
    Act(wire="no answer", has_effect=False),
    Act(wire="no answer"),
)
_PUT: Final = (
    *(
        Act(status, (("Location", ""),), "empty", has_effect=False)
        for status in (500, 400, 399, 304, 302, 202)
    ),
    Act(headers=(("Docker-Content-Digest", ""),)),
    Act(401, _EXPIRED, "error", has_effect=False),
    Act(wire="no answer"),
)


def _scripted(
    methods: str, whats: tuple[str, ...], acts: tuple[Act, ...], asks: RequirementId
) -> st.SearchStrategy[Scripted]:
    return st.builds(
        Scripted,
        methods=st.just(methods),
        what=st.sampled_from(whats),
        act=st.sampled_from(acts),
        asks=st.just(asks),
        # A later one is often not reached: most are about the first.
        first=st.sampled_from((1, 1, 1, 2, 3)),
        times=st.sampled_from((0, 1, 2)),
    )


def _noticed(one: Scripted) -> Scripted:
    """Of a chunk, 202 is the usual success: only at the end of an upload can it be noticed."""
    return replace(one, methods="PUT") if one.act.status == 202 else one


def _elsewhere() -> st.SearchStrategy[Scripted]:
    acts = st.sampled_from(_ELSEWHERE)
    what = "manifest config layer"
    return acts.map(lambda act: Scripted("GET", what, act, "REMOTE-17", host="elsewhere"))


_READS: Final = ("layer", "config", "manifest", "config layer", "manifest config layer")


def scenarios(does: Does, *, has_indexes: bool = False) -> st.SearchStrategy[ClientScenario]:
    """Scenarios of one operation, with up to three acts, none of which waits. *has_indexes*: the
    client can be given an index."""
    documents = ("manifest", "index") if has_indexes and does != "fetch" else ("manifest",)
    variants: tuple[Variant, ...] = ("", "index") if len(documents) > 1 else ("",)
    if does == "push":
        acts = (
            _scripted("PUT", documents, _PUT, "REMOTE-8")
            | _scripted("PATCH PUT", ("upload",), _SENT, "REMOTE-10").map(_noticed)
            | _scripted("POST", ("uploads",), _BEGUN, "REMOTE-7")
        )
    else:
        acts = (
            _scripted("GET", _READS, _READ, "REMOTE-13")
            | _scripted("GET HEAD", _READS, _READ, "REMOTE-13")
            | _scripted("GET HEAD", documents, _TYPES, "REMOTE-15")
            | _elsewhere()
        )
    # With several acts, one often keeps the client from the others: half of the scripts have one.
    scripts = st.lists(acts, min_size=1, max_size=1) | st.lists(acts, min_size=1, max_size=3)
    return st.builds(
        ClientScenario,
        name=st.just(DRAWN),
        does=st.just(does),
        script=scripts.map(tuple),
        access=st.sampled_from(_ACCESS),
        variant=st.sampled_from(variants),
    ).map(_with_needs)


def _with_needs(scenario: ClientScenario) -> ClientScenario:
    return replace(scenario, needs="client_index" if scenario.variant else "")
