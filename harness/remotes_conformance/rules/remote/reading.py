"""Requests that read: their paths, what they accept, their repetitions, what they take."""

from __future__ import annotations

from pathlib import PurePosixPath

from ...scenarios.clients.image import Part
from ...world.registry.journal import ClientJournal, Exchange, File
from ..finding import Broken
from .case import Case

MIB = 1024 * 1024
BUFFERS = 7 * MIB
"""Bytes that may have been sent, and not read: they are in the buffers of the connection."""
_MORE = 32 * MIB
"""Bytes beyond the size of a descriptor that a client may read."""
_EARLY = 0.9
"""The part of a wait that has to have passed, before it counts as one that was kept."""


def of_reading(case: Case) -> None:
    """Every rule about requests that read, and about the files that a pull leaves."""
    # REMOTE-1 and 1a are about clients that can pull.
    is_read = case.can_pull or case.scenario.does not in ("push", "cancel")
    reads = [one for one in case.exchanges if is_read and one.method in ("GET", "HEAD")]
    for place, one in enumerate(reads):
        if one.host == "registry" and one.digest:
            _of_path(case, one, reads[:place])
        if one.host == "registry" and one.what in ("manifest", "index"):
            _of_accept(case, one, reads[:place])
    for one in case.exchanges:
        _of_retry_after(case, one)
        _of_endless(case, one)
    _of_names(case)


def _of_path(case: Case, one: Exchange, before: list[Exchange]) -> None:
    part = case.image.part(one.digest)
    if part is None:
        return
    right, wrong = _folders(case, part)
    ok = f"/{right}/" in one.path or _was_refused(one.digest, right, before)
    expected = f"the client requests a {part.role} below {right}/"
    case.check("REMOTE-1", ok, expected, f"{one.method} {one.path}", f"asked for below {wrong}/")


def _folders(case: Case, part: Part) -> tuple[str, str]:
    """The paths of requests for *part*, and of requests that are not for it."""
    is_document = part in case.image.documents
    return ("manifests", "blobs") if is_document else ("blobs", "manifests")


def _was_refused(digest: str, folder: str, before: list[Exchange]) -> bool:
    """An earlier request of *before* has not found it where it belongs."""
    return any(
        other.status == 404 and f"/{folder}/" in other.path and other.digest == digest
        for other in before
    )


def _of_accept(case: Case, one: Exchange, before: list[Exchange]) -> None:
    """A blob is no manifest, so a request for one below `manifests/` rarely accepts its type: that
    follows from REMOTE-1, or, where that tolerates the request, is no breach."""
    part = case.image.part(one.digest) or case.image.manifest
    if part.role == "index" and case.scenario.needs != "client_index":
        return  # it need not be one that the client can read
    is_misplaced = part not in case.image.documents
    if is_misplaced and _was_refused(one.digest, "blobs", before):
        return
    given = one.header("Accept").lower().split(",")
    accepted = {piece.partition(";")[0].strip() for piece in given}
    ok = bool(accepted & {part.media_type.lower(), "application/*", "*/*"})
    observed = f"Accept: {one.header('Accept')}" if one.header("Accept") else "no Accept"
    expected = f"Accept contains {part.media_type}"
    follows = "REMOTE-1" if is_misplaced else ""
    broken = Broken(expected, observed, step="it is not accepted", follows=follows)
    case.judgement.take("REMOTE-1a", None if ok else broken)


def _of_retry_after(case: Case, one: Exchange) -> None:
    wait = one.reply_header("Retry-After")
    if one.status not in (429, 503) or not wait.isdecimal():
        return
    # A request that was sent before the answer could be read repeats nothing.
    again = [
        other.at - one.at
        for other in case.exchanges[max(one.number + 1, one.begun) :]
        if _asked(other) == _asked(one)
    ]
    ok = not again or again[0] >= int(wait) * 1000 * _EARLY
    observed = f"the same request after {again[0]:.0f} ms" if again else ""
    case.check(
        ("REMOTE-20"),
        ok,
        f"the client waits {wait} s before the same request, or fails",
        observed,
        ("it comes too early"),
    )


def _asked(one: Exchange) -> tuple[str, ...]:
    """What a request asks for: another piece of the same content is another request."""
    return one.method, one.target, one.host, one.header("Range")


def _of_endless(case: Case, one: Exchange) -> None:
    act = case.act_of(one)
    if act is None or act.act.body != "endless" or not one.sent:
        return
    part = case.image.part(one.digest)
    size = len(part.content) if part else 0
    expected = f"the client stops reading at {size} bytes, or at most {_MORE // MIB} MiB later"
    observed = f"it read {one.sent // MIB} MiB of a {one.what}"
    ok = one.sent - size <= _MORE + BUFFERS
    case.check("REMOTE-22", ok, expected, observed, "it is read on and on")


def _of_names(case: Case) -> None:
    """A file with the name of a digest has the bytes of the digest. In a folder in which the client
    leaves nothing when it succeeds, the name is a temporary one."""
    if case.scenario.does == "push" or case.journal.ended.how not in ("done", "failed"):
        return
    hexes = {part.digest.partition(":")[2]: part for part in case.image.parts}
    for one in case.journal.ended.files:
        name = PurePosixPath(one.path).name.removeprefix("sha256:").removeprefix("sha256-")
        part = hexes.get(name)
        if part is not None and (case.folders is None or _folder_of(one) in case.folders):
            observed = f"{one.size} bytes with another digest under the name of a {part.role}"
            expected = "the client leaves no wrong bytes under the name of a digest"
            ok = one.sha256 == part.digest
            case.check("REMOTE-13", ok, expected, observed, "wrong bytes under the digest's name")


def folders_of(journal: ClientJournal) -> frozenset[str]:
    """The folders in which an ordinary success has left content."""
    digests = {part.digest for part in journal.image.parts}
    return frozenset(_folder_of(one) for one in journal.ended.files if one.sha256 in digests)


def _folder_of(one: File) -> str:
    return str(PurePosixPath(one.path).parent)
