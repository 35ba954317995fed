"""Requests that write: content sent though it is there, manifests as given, and their order."""

from __future__ import annotations

import json

from ...scenarios.clients.image import Part
from ...world.registry.journal import Exchange
from .case import Case


def of_writing(case: Case) -> None:
    """REMOTE-6, REMOTE-25 and REMOTE-26."""
    present: set[str] = set()
    taken: set[str] = set()
    for one in case.exchanges:
        if one.method == "HEAD" and one.status == 200 and one.digest:
            present.add(one.digest)
        if one.what in ("config", "layer") and one.method == "HEAD" and one.status == 200:
            case.judgement.keep("REMOTE-6")
        if one.what == "upload" and one.method == "PUT":
            if one.digest in present and one.digest not in taken:
                _is_sent_again(case, one)
            if one.is_success:
                taken.add(one.digest)
        if one.what == "uploads" and one.status == 201:
            taken.add(one.digest)
        if one.what in ("manifest", "index") and one.method == "PUT" and one.body_size:
            _of_manifest(case, one)
            if not _is_upset(case) and not case.is_driven:
                _of_order(case, one, present | taken)
            if one.is_success:
                taken.add(one.body_sha256)


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


def _document_of(case: Case, put: Exchange) -> Part:
    """The content that *put* is to send: named by its digest, or else the top of the image."""
    return case.image.part(put.digest) or case.image.manifest


def _is_sent_again(case: Case, one: Exchange) -> None:
    case.blame(
        "REMOTE-6",
        "the client does not send a blob for which HEAD was answered with 200",
        f"{one.method} {one.target}",
        "it is sent again",
    )


def _is_upset(case: Case) -> bool:
    """The registry has answered in a way that may mislead a client about what is there."""
    return any(one.act.status or not one.act.has_effect for one in case.met)


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


def _of_order(case: Case, one: Exchange, there: set[str]) -> None:
    part = _document_of(case, one)
    named = [other for other in case.image.parts if other.digest in _named_by(part)]
    lacking = [other.role for other in named if other.digest not in there]
    expected = "the client sends everything that a document names before that document"
    observed = f"it sent the {part.role} before: {', '.join(lacking)}"
    case.check("REMOTE-26", not lacking, expected, observed, f"the {part.role} comes first")


def _named_by(part: Part) -> set[str]:
    """The digests that a document names."""
    document = json.loads(part.content)
    entries = [document.get("config", {}), *document.get("layers", ())]
    entries += document.get("manifests", ())
    return {str(entry.get("digest")) for entry in entries}
