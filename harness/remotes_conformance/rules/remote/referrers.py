"""REMOTE-31: the list of referrers that a client keeps for a registry without one."""

from __future__ import annotations

import json
from typing import Any, Final

from ...world.registry.documents import other_referrer, own_referrer, referrers
from .case import Case

_ID: Final = "REMOTE-31"


def of_referrers(case: Case) -> None:
    """It applies if a manifest with a subject was taken without `OCI-Subject` in the answer."""
    scenario = case.scenario
    if not case.image.subject or scenario.does != "push":
        return
    puts = [
        one
        for one in case.exchanges
        if one.what == "manifest" and one.method == "PUT" and one.is_success
    ]
    if not puts or puts[-1].reply_header("OCI-Subject") or not case.is_done:
        return  # whether it may fail is for the act of the scenario
    if scenario.has == "no index":
        ok = case.journal.referrers == referrers(case.image, "no index").content.decode()
        observed = f"the referrers tag names {case.journal.referrers[:200]}"
        case.check(_ID, ok, "the client leaves the manifest there", observed, "it is overwritten")
        return
    document = _document(case.journal.referrers)
    listed = _listed(document)
    own = own_referrer(case.image)
    others = [other_referrer()] if scenario.has in ("referrer", "itself") else []
    found = [one for one in listed if one.get("digest") == own["digest"]]
    kept = [one for one in listed if one.get("digest") != own["digest"]]
    lacking = [name for name in own if found and found[0].get(name) != own[name]]
    expected = f"the index has {len(others) + 1} entries, and lists the manifest once"
    observed, step = "", ""
    if not listed:
        observed, step = "the referrers tag names no index", "there is no index"
    elif len(found) != 1:
        observed, step = f"the manifest is listed {len(found)} times", "not once"
    elif kept != others:
        observed, step = f"{len(kept)} of {len(others)} other entries are left", "others are lost"
    elif any(document.get(name) != value for name, value in _members(case).items()):
        observed, step = "other members of the index were changed", "members are lost"
    elif lacking:
        observed, step = (
            f"the descriptor of the manifest lacks {', '.join(lacking)}",
            ("fields are lost"),
        )
    case.check(_ID, not observed, expected, observed, step, scenario.has)


def _document(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _listed(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document.get("manifests", [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _members(case: Case) -> dict[str, Any]:
    """The members of the index besides its list before the push."""
    if case.scenario.has not in ("referrer", "itself"):
        return {}
    document = _document(referrers(case.image, case.scenario.has).content.decode())
    return {name: value for name, value in document.items() if name != "manifests"}
