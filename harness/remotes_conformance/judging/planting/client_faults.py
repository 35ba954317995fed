"""The faults that `--remotes-self-check` plants in clients of a registry.

Each is a mistake that clients make; `tests/self/clients/` has clients with the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ...scenarios.clients.image import Image
from ...scenarios.clients.script import ClientScenario, Does, Scripted
from ...world.registry.journal import ClientJournal, File
from ...world.registry.messages import Reply, Request, sha256
from ...world.registry.planted import ClientFault


@dataclass(frozen=True, slots=True)
class PlantedInClient:
    """A fault, and where it belongs.

    * `title`: the mistake, as a sentence; `breaks`: the rules that it breaks in the reference;
    * `does`: the operations that are played with it; `suits`: those of their scenarios;
    * `fault`: makes the mistake.
    """

    title: str
    breaks: frozenset[str]
    does: tuple[Does, ...]
    fault: ClientFault
    suits: Callable[[ClientScenario], bool] = lambda scenario: True


def _has_act(fits: Callable[[Scripted], bool]) -> Callable[[ClientScenario], bool]:
    return lambda scenario: any(map(fits, scenario.script))


def _without_end(scenario: ClientScenario, image: Image, journal: ClientJournal) -> ClientJournal:
    """A part of the image that the client has left lacks its last byte."""
    parts = {part.digest: part.content for part in image.parts if part.content}
    for place, one in enumerate(journal.ended.files):
        if one.sha256 in parts:
            cut = File(one.path, one.size - 1, sha256(parts[one.sha256][:-1]))
            files = (*journal.ended.files[:place], cut, *journal.ended.files[place + 1 :])
            return replace(journal, ended=replace(journal.ended, files=files))
    return journal


def _as_success(scenario: ClientScenario, image: Image, journal: ClientJournal) -> ClientJournal:
    if journal.ended.how != "failed":
        return journal
    status = None if journal.ended.status is None else 0
    return replace(journal, ended=replace(journal.ended, how="done", status=status))


def _shown(scenario: ClientScenario, image: Image, journal: ClientJournal) -> ClientJournal:
    """The client has written the password that it was given."""
    if scenario.access != "basic" or journal.ended.leaks:
        return journal
    return replace(journal, ended=replace(journal.ended, leaks=("its output: ‹password›",)))


def _otherwise(scenario: ClientScenario, image: Image, journal: ClientJournal) -> ClientJournal:
    if journal.resolved is None:
        return journal
    media_type, _, size = journal.resolved
    return replace(journal, resolved=(media_type, sha256(b""), size))


def _with_secrets(request: Request, authorization: str) -> Request:
    if request.host == "registry" or not authorization or request.header("Authorization"):
        return request
    return replace(request, headers=(*request.headers, ("Authorization", authorization)))


def _accepting_anything_else(request: Request, authorization: str) -> Request:
    if "/manifests/" not in request.path or request.method not in ("GET", "HEAD"):
        return request
    headers = tuple(one for one in request.headers if one[0].lower() != "accept")
    return replace(request, headers=(*headers, ("Accept", "text/html")))


def _without_query(request: Request, authorization: str) -> Request:
    """The upload goes to the path of its Location alone, with the digest."""
    path, _, query = request.target.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    kept = [pair for pair in pairs if pair.startswith("digest=")]
    if "/blobs/uploads/" not in path or request.method == "POST" or len(kept) == len(pairs):
        return request
    return replace(request, target="?".join((path, *kept)))


def _is_manifest(request: Request) -> bool:
    return request.method == "PUT" and "/manifests/" in request.path


def _with_a_space(request: Request, body: bytes) -> bytes:
    return body + b" " if _is_manifest(request) and body else body


def _is_end_of_upload(request: Request) -> bool:
    return request.method == "PUT" and "/blobs/uploads/" in request.path


def _asks_to_wait(request: Request, reply: Reply) -> bool:
    waits = {name.lower(): value for name, value in reply.all_headers}.get("retry-after", "")
    return reply.status in (429, 503) and waits.isdecimal() and waits != "0"


def _planted(
    title: str,
    breaks: str,
    does: str,
    fault: ClientFault,
    suits: Callable[[ClientScenario], bool] = lambda scenario: True,
) -> PlantedInClient:
    known: tuple[Does, ...] = ("pull", "push", "fetch", "resolve")
    named = tuple(one for one in known if one in does.split())
    return PlantedInClient(title, frozenset(breaks.split()), named, fault, suits)


CLIENT_FAULTS: Final = (
    _planted(
        "a part lacks its last byte", "REMOTE-13", "pull fetch", ClientFault(journal=_without_end)
    ),
    _planted(
        "bytes are not compared with their digest", "REMOTE-13", "pull fetch",
        ClientFault(journal=_as_success), _has_act(lambda one: one.act.body == "changed"),
    ),
    _planted(
        "bytes that break off are taken as whole", "REMOTE-3 REMOTE-3a", "pull fetch",
        ClientFault(journal=_as_success), _has_act(lambda one: "cut" in one.act.wire),
    ),
    _planted(
        "a manifest is asked for as a web page", "REMOTE-1a", "pull fetch resolve",
        ClientFault(request=_accepting_anything_else),
    ),
    _planted(
        "another host is sent the registry's credentials", "REMOTE-17", "pull push fetch",
        ClientFault(request=_with_secrets),
        lambda scenario: bool(scenario.access) and any(
            "{elsewhere}" in value for one in scenario.script for _, value in one.act.headers
        ),
    ),
    _planted(
        "a secret is written to the output", "REMOTE-11", "pull push fetch",
        ClientFault(journal=_shown), lambda scenario: scenario.access == "basic",
    ),
    _planted(
        "a request is repeated without the wait that Retry-After asks for", "REMOTE-20",
        "pull push fetch", ClientFault(repeats=_asks_to_wait),
        _has_act(lambda one: any(name == "Retry-After" for name, _ in one.act.headers)),
    ),
    _planted(
        "a tag is resolved to another digest", "REMOTE-14", "resolve",
        ClientFault(journal=_otherwise),
    ),
    _planted(
        "the last request of an upload is left out", "REMOTE-8 REMOTE-26", "push",
        ClientFault(leaves_out=_is_end_of_upload),
    ),
    _planted(
        "the manifest of a push is left out", "REMOTE-8", "push",
        ClientFault(leaves_out=_is_manifest),
    ),
    _planted(
        "a manifest is sent with another byte", "REMOTE-25", "push", ClientFault(body=_with_a_space)
    ),
    _planted(
        "the query of a Location is dropped", "REMOTE-7", "push",
        ClientFault(request=_without_query),
    ),
    _planted(
        "an error of a push is reported as success", "REMOTE-8 REMOTE-8a REMOTE-8b REMOTE-10",
        "push", ClientFault(journal=_as_success), _has_act(lambda one: one.then != "succeeds"),
    ),
)  # fmt: skip
"""Faults of clients of a registry."""
