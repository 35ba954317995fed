"""Changes an answer as an act of the script demands."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace

from ...scenarios.clients.script import Act
from .messages import Reply, Request, nothing, problem, problem_of, sha256

_DIGEST = "{digest of the body}"
_WRONG_START = 7
"""The number of bytes by which a wrong answer to a Range begins too early, and ends too early."""


def understood(act: Act, request: Request, size: int) -> Request:
    """*request*, as the registry understands it: without a parameter or its Range, or with another
    start and as many bytes. *size*: of the content that it is about."""
    if act.ignores:
        path, _, query = request.target.partition("?")
        kept_pairs = [p for p in query.split("&") if p.partition("=")[0] != act.ignores]
        return replace(request, target=f"{path}?{'&'.join(kept_pairs)}")
    if act.ranges not in ("ignored", "wrong"):
        return request
    begins, _, ends = request.header("Range").removeprefix("bytes=").partition("-")
    kept = [pair for pair in request.headers if pair[0].lower() != "range"]
    if act.ranges == "wrong":
        first = int(begins) if begins.isdecimal() else 0
        last = int(ends) if ends.isdecimal() else size - 1
        # As many bytes as were asked for: the length alone shows nothing.
        shift = min(_WRONG_START, first)
        kept.append(("Range", f"bytes={first - shift}-{max(last, first) - shift}"))
    return replace(request, headers=tuple(kept))


def acted(act: Act, reply: Reply, values: Mapping[str, str]) -> Reply:
    """*reply*, as *act* changes it. `values`: what the templates in its headers stand for."""
    location = reply.headers.get("Location", "")
    media_type = reply.headers.get("Content-Type", "")
    if not act.has_effect:
        reply.effect = nothing
    reply.wire = act.wire
    if act.body:
        _change_body(act, reply)
    if act.status:
        reply.status = act.status
        reply.headers.pop("Docker-Content-Digest", None)
    last = location.rpartition("/")[2]
    known = {**values, "location": location, "last": last, "type": media_type}
    for name, template in act.headers:
        if _DIGEST in template:  # of a large body, that takes long
            template = template.replace(_DIGEST, sha256(reply.body))
        reply.headers[name] = _filled(template, known)
    return reply


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template


def _change_body(act: Act, reply: Reply) -> None:
    reply.body_is, reply.problem = act.body, ("", "")
    if act.body == "error":
        error = problem(act.status, *problem_of(act.status))
        reply.body, reply.headers = error.body, {**reply.headers, **error.headers}
        reply.problem = error.problem
    elif act.body in ("gzip", "false gzip"):
        reply.headers["Content-Encoding"] = "gzip"
        reply.body = gzip.compress(reply.body, mtime=0) if act.body == "gzip" else reply.body
    elif act.body == "endless":
        reply.wire = reply.wire or "no length"
    elif act.body:
        reply.body = _CHANGES[act.body](reply.body)


_CHANGES: Mapping[str, Callable[[bytes], bytes]] = {
    "changed": lambda body: (
        body.replace(b": ", b":\t", 1)
        if body.startswith(b"{")
        else body[:-1] + bytes([body[-1] ^ 1])
    ),
    "shorter": lambda body: body[:-1],
    "longer": lambda body: body + b"\n",
    "empty": lambda body: b"",
}
"""By name. A document that is changed means the same, and is as long."""
