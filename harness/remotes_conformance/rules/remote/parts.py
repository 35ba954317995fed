"""Operations on single parts, and a client's reports: streams, errors, warnings."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final
from urllib.parse import unquote

from ...scenarios.clients.script import END
from .case import Case
from .reading import BUFFERS

_AHEAD: Final = 16 * 1024 * 1024
"""Bytes that may come ahead."""


def of_parts(case: Case) -> None:
    """REMOTE-2 and 2a for the text of an error, 3a, 4a, 9, 9a and 32."""
    does = case.scenario.does
    if does == "cancel":
        _of_cancel(case)
    if does == "resume" and case.scenario.offset == END:
        # A request before the seek reads from the beginning: there was something left.
        after = case.exchanges[case.journal.ended.asked_before :]
        asked = [one for one in after if one.digest and one.method in ("GET", "HEAD")]
        observed = f"{asked[0].method} {asked[0].path}" if asked else ""
        case.check("REMOTE-4a", not asked, "the client sends no request", observed, "it asks")
    ahead = case.journal.ended.ahead
    if case.scenario.variant == "large" and (ahead or case.is_done):
        observed = f"it had taken {ahead >> 20} MiB before its caller read more than a piece"
        expected = f"the client takes at most {_AHEAD >> 20} MiB in advance"
        ok = ahead <= _AHEAD + BUFFERS
        case.check("REMOTE-3a", ok, expected, observed, "it reads ahead")
    if case.shows_errors:
        _of_error(case)
    _of_warnings(case)


def _of_cancel(case: Case) -> None:
    """Every upload that was begun is deleted, and none is ended by a PUT."""
    begun = [one for one in case.exchanges if one.what == "uploads" and one.status == 202]
    puts = [one for one in case.exchanges if one.what == "upload" and one.method == "PUT"]
    ended = [one for one in puts if one.is_success]
    if begun:
        observed = f"{ended[0].method} {ended[0].target}" if ended else ""
        expected, step = "the client sends no final PUT", "a PUT after it was given up"
        case.check("REMOTE-9", not ended, expected, observed, step)
        deleted = {
            unquote(one.path)
            for one in case.exchanges
            if one.what == "upload" and one.method == "DELETE"
        }
        observed = f"uploads begun: {len(begun)}, deleted: {len(deleted)}"
        ok = len(deleted) >= len(begun) or not case.is_done
        case.check("REMOTE-9a", ok, "the client deletes its upload", observed, "it is not deleted")


def _of_error(case: Case) -> None:
    """An answer to a GET that was the end of the operation, or that the client has tried to mend:
    then it may report what the registry answered to that."""
    if case.journal.ended.how != "failed":
        return
    for one in case.exchanges:
        act = case.act_of(one)
        if act is None or act.asks != "REMOTE-2" or one.method != "GET" or one.status < 400:
            continue
        text = case.journal.ended.error
        met = [other for other in case.exchanges[one.number :] if other.status >= 400]
        reported = [other.problem for other in met if other.problem[0]]
        expected = f"the error names the status {one.status}"
        is_named = any(_names(text, other.status) for other in met)
        is_named |= any(code in text or message in text for code, message in reported)
        case.check("REMOTE-2", is_named, expected, case.outcome, "the status is not in it")
        if one.problem[0]:
            code, message = one.problem
            ok = any(c.lower() in text.lower() and m in text for c, m in reported)
            expected = f"the error contains “{code}” and “{message}”"
            observed = case.outcome if text else "an error without a text"
            case.check("REMOTE-2a", ok, expected, observed, "they are not in it")
        return


def _names(text: str, status: int) -> bool:
    """True if *text* has the status, as a number or in the words of HTTP, however they are joined:
    `NotFound` is the name of an error class."""
    words = _letters(HTTPStatus(status).phrase)
    return re.search(rf"(?<!\d){status}(?!\d)", text) is not None or words in _letters(text)


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))


def _of_warnings(case: Case) -> None:
    if not any(one.reply_header("Warning") for one in case.exchanges):
        return
    ended = case.journal.ended
    if case.is_hung:
        return
    expected = "the client succeeds, and reports the warning once"
    observed = f"success; reported {ended.warned} times" if case.is_done else case.outcome
    step = "it is not reported once" if case.is_done else "an error"
    ok = case.is_done and ended.warned == 1
    case.check("REMOTE-32", ok, expected, observed, step, case.scenario.does)
