"""Requests that write: content sent though it is there, manifests as given, and their order."""

from __future__ import annotations

from typing import Final, TypeAlias
from urllib.parse import unquote

from ...scenarios.clients.image import Part
from ...world.registry.journal import Exchange
from ...world.registry.registry import TAG
from .announced import named_by
from .case import Case

_READ: Final = ("index", "manifest", "config", "layer")
_NEVER: Final = 1 << 30
_Times: TypeAlias = dict[str, int]
"""By digest: how many requests had begun when the client could know that the registry has it."""


def of_writing(case: Case) -> None:
    """REMOTE-6, REMOTE-25 and REMOTE-26."""
    present: set[str] = set()
    sent: set[str] = set()
    there = _there_before(case)
    for one in case.exchanges:
        if one.method == "HEAD" and one.status == 200 and one.digest:
            present.add(one.digest)
        if one.what in ("config", "layer") and one.method == "HEAD" and one.status == 200:
            case.judgement.keep("REMOTE-6")
        if one.what == "upload" and one.method == "PUT":
            if one.digest in present and one.digest not in sent:
                _is_sent_again(case, one)
            if one.is_success:
                sent.add(one.digest)
        if one.what == "uploads" and one.status == 201:
            sent.add(one.digest)
        if one.what in ("manifest", "index") and one.method == "PUT" and one.body_size:
            _of_manifest(case, one)
            _of_tag(case, one)
            if not _is_upset(case) and not case.is_driven:
                _of_order(case, one, there)
        if found := _shown_by(one):
            there[found] = min(one.begun, there.get(found, _NEVER))


def lacks_only_rewritten(case: Case) -> bool:
    """All that a push has left out are documents that the registry has taken with other bytes."""
    missing = case.missing if case.scenario.does == "push" else ()
    rewritten = [
        part
        for one in case.exchanges
        if one.method == "PUT" and one.what in ("manifest", "index") and one.is_success
        if (part := _document_of(case, one)).digest != one.body_sha256 and one.has_effect
    ]
    return bool(missing) and all(part in rewritten for part in missing)


def _there_before(case: Case) -> _Times:
    """What the registry has before the push."""
    has = case.scenario.has
    has_all = has in ("all", "all another")
    blobs = case.image.blobs if has_all or has == "blobs" else ()
    return {one.digest: 0 for one in (*blobs, *(case.image.documents if has_all else ()))}


def _shown_by(one: Exchange) -> str:
    """The digest of what the registry has, as the answer to this request shows; empty: none."""
    if not one.is_success:
        return ""
    if one.method == "PUT" and one.what in ("manifest", "index"):
        return one.body_sha256
    is_end = one.what == "upload" and one.method == "PUT"
    is_created = one.what == "uploads" and one.status == 201
    is_read = one.what in _READ and one.method in ("GET", "HEAD")
    return one.digest if is_end or is_created or is_read else ""


def _document_of(case: Case, put: Exchange) -> Part:
    """The content that *put* is to send: that of the digest in its path. Under a tag, any document
    of the image may stand for a while; other bytes are meant to be the top of the image."""
    reference = _reference(put)
    digest = reference if ":" in reference else put.body_sha256
    found = case.image.part(digest)
    return found if found in case.image.documents else case.image.manifest


def _reference(put: Exchange) -> str:
    return unquote(put.path.rpartition("/")[2])


def _is_sent_again(case: Case, one: Exchange) -> None:
    case.blame(
        "REMOTE-6",
        "the client does not send a blob for which HEAD was answered with 200",
        f"{one.method} {one.target}",
        "it is sent again",
    )


def _is_upset(case: Case) -> bool:
    """The registry has answered in a way that may mislead a client about what is there: with a
    success that has no effect. No other answer, and no lost one, says that something is there."""
    return any(
        200 <= one.act.status < 300 or not (one.act.status or one.act.wire or one.act.has_effect)
        for one in case.met
    )


def _of_manifest(case: Case, one: Exchange) -> None:
    part = _document_of(case, one)
    ok = one.body_sha256 == part.digest
    observed = f"{one.body_size} bytes of {one.body_sha256}"
    case.check(
        "REMOTE-25", ok, f"the client sends the bytes of {part.digest}", observed, ("other bytes")
    )
    sent_as = one.header("Content-Type").partition(";")[0].strip()
    expected = f"Content-Type: {part.media_type}"
    ok = sent_as == part.media_type
    case.check("REMOTE-25", ok, expected, f"Content-Type: {sent_as}", "another Content-Type")


def _of_tag(case: Case, one: Exchange) -> None:
    """Whoever pulls the tag before the end gets a part of the image."""
    part = _document_of(case, one)
    if _reference(one) == TAG and part is not case.image.manifest:
        expected = "the client gives the tag to the image alone, when all of it is present"
        observed = f"it gave the tag to a {part.role} that the {case.image.manifest.role} names"
        case.blame("REMOTE-26", expected, observed, f"the tag names a {part.role} first")


def _of_order(case: Case, one: Exchange, there: _Times) -> None:
    part = _document_of(case, one)
    names = named_by(part)
    named = [other for other in case.image.parts if other.digest in names]
    lacking = [other.role for other in named if other.digest not in there]
    pending = [other.role for other in named if there.get(other.digest, 0) > one.number]
    expected = "the client sends everything that a document names before that document"
    observed = f"it sent the {part.role} before: {', '.join(lacking)}"
    step = f"the {part.role} comes first"
    if pending and not lacking:
        observed = f"it sent the {part.role} before the response for: {', '.join(pending)}"
        step = f"the {part.role} does not wait"
    case.check("REMOTE-26", not (lacking or pending), expected, observed, step)
