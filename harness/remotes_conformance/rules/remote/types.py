"""REMOTE-15: a document that is sent with another `Content-Type` than its own `mediaType`.

A client may refuse it, or take it throughout for what one of the two says. Its requests show for
what it takes the document: of a manifest, it requests the config and the layers; of an index, the
manifests. If it writes an image layout, the entry there shows a type, too; and so does a resolve,
alone. If requests and entry show different types, or an entry shows a third one, the rule is
broken. With the requests alone, everything is one of both, and nothing is judged.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from ...media_types import kind_of
from ...scenarios.clients.image import Part
from .announced import EDITION, announced, is_taken_as_announced
from .case import Case

_ID: Final = "REMOTE-15"


def of_types(case: Case) -> None:
    """REMOTE-15, in every scenario in which the two types of the top document differ."""
    document = case.image.manifest
    others = announced(document, case.journal) - {document.media_type}
    if not others or case.scenario.does not in ("pull", "resolve"):
        return
    if case.journal.ended.how == "failed" and all(one.asks == _ID for one in case.met):
        case.judgement.keep(_ID)
    elif case.is_done:
        _of_success(case, document, others)


def _of_success(case: Case, document: Part, others: Set[str]) -> None:
    declared = document.media_type
    expected = f"the client fails, or takes the document for {_or(others)}, or for {declared}"
    if case.scenario.does == "resolve":
        resolved = case.journal.resolved
        shown = {resolved[0]} if resolved else set()
        how = "resolved the tag to"
    else:
        listed = case.journal.ended.listed
        shown = {media_type for media_type, digest in listed if digest == document.digest}
        how = "listed the document in its layout as"
    if not shown:
        return
    if strange := shown - others - {declared}:
        case.blame(_ID, expected, f"it {how} {_or(strange)}", "a type that neither says")
    elif case.scenario.does == "resolve" or len(announced(document, case.journal)) > 1:
        case.judgement.keep(_ID)  # by turns both may be right
    else:
        _of_entry(case, document, expected, shown)


def _of_entry(case: Case, document: Part, expected: str, shown: Set[str]) -> None:
    """The entry of a layout, compared with the requests."""
    kind = kind_of(document.media_type, EDITION)
    is_read = not is_taken_as_announced(case.image, case.journal, document)
    wrong = {one for one in shown if (kind_of(one, EDITION) == kind) != is_read}
    requested = "what it names" if is_read else "nothing that it names"
    observed = f"it listed the document in its layout as {_or(wrong)}, and requested {requested}"
    step = "listed as one type and read as the other"
    case.check(_ID, not wrong, expected, observed, step)


def _or(types: Set[str]) -> str:
    return " or ".join(sorted(types))
