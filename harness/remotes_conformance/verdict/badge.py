"""A badge on the outcome of a run: the JSON that badge services take, and a picture.

It names the edition, and claims no more than the run has shown: a run of some sections names them.
"""

from __future__ import annotations

from html import escape

from .report import Report

_COLOURS = {"green": "#3a7d2c", "amber": "#8a6100", "red": "#b3261e", "grey": "#5c6167"}
"""White text on each is readable: its contrast is at least 4.5."""
_CHARACTER, _PADDING, _HEIGHT = 6.6, 10, 20
"""Pixels, for text of 11 pixels. The text is fitted into the width that it is given."""


def message(report: Report) -> tuple[str, str]:
    """The badge's text on the outcome, and its colour."""
    about, outcome = report.about, report.outcome
    broken = {one.id for one in report.requirements if one.decides and one.outcome == "fail"}
    known = {one.id for one in report.requirements if one.decides and one.outcome == "known"}
    if outcome == "yes":
        return "conformant", "green"
    if outcome == "in what is claimed":
        return f"{about.claims}: conformant", "green"
    part = "" if about.claims_all else f"{about.claims}: "
    if outcome == "except for known divergences":
        return f"{part}{_rules(len(known))} known to be broken", "amber"
    if outcome == "no" and broken:
        return f"{part}{_rules(len(broken))} broken", "red"
    if outcome == "no":
        return "its ledger is not true", "red"
    return ("interrupted" if outcome == "interrupted" else "no verdict"), "grey"


def _rules(number: int) -> str:
    return f"{number} rule{'s' * (number != 1)}"


def label(report: Report) -> str:
    """The left part of the badge: the contract's edition, and `strict` if SHOULDs decide too."""
    return f"remotes {report.about.edition}" + ", strict" * report.about.strict


def endpoint(report: Report) -> dict[str, object]:
    """The JSON of the endpoint of a badge service (shields.io's schema, version 1)."""
    text, colour = message(report)
    return {
        "schemaVersion": 1,
        "label": label(report),
        "message": text,
        "color": _COLOURS[colour].lstrip("#"),
    }


def svg(report: Report) -> str:
    """The same as a picture, which needs no other file."""
    text, colour = message(report)
    left, right = label(report), text
    widths = [round(len(one) * _CHARACTER + _PADDING) for one in (left, right)]
    whole, title = sum(widths), escape(f"{left}: {right}")

    def words(of: str, start: int, width: int) -> str:
        return (
            f'<text x="{start + width / 2}" y="14" textLength="{width - _PADDING}" '
            f'lengthAdjust="spacingAndGlyphs">{escape(of)}</text>'
        )

    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}" '
        f'role="img" aria-label="{title}"><title>{title}</title>'
        f'<clipPath id="r"><rect width="{whole}" height="{_HEIGHT}" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{widths[0]}" height="{_HEIGHT}" fill="#444a50"/>'
        f'<rect x="{widths[0]}" width="{widths[1]}" height="{_HEIGHT}" '
        f'fill="{_COLOURS[colour]}"/></g>'
        '<g fill="#fff" text-anchor="middle" font-size="11" '
        'font-family="Verdana,DejaVu Sans,Geneva,sans-serif">'
        f"{words(left, 0, widths[0])}{words(right, widths[0], widths[1])}</g></svg>\n"
    )
