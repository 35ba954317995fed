"""A story as a sequence diagram in SVG: lifelines on the left, the texts of events on the right.

Time runs down. A row is an event; where virtual time passes between two of them there is a gap.
Where there is no room on the right, `page.css` hides the texts, shows numbers in their place,
and below the drawing the texts as a list with these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ..scenarios.durations import as_text
from .sequence import Event

_LANE, _ROW, _GAP, _HEAD = 66, 26, 20, 34
_STEP = 100
"""`page.css` has a rule for each multiple of it: the room from which on texts are on the right."""
_CHARACTER = 7.3
"""The width of a character of the text on the right, in the units of the drawing."""


def diagram(events: Sequence[Event], breaks: int = -1, rule: str = "") -> str:
    """The drawing and the list, as a `figure`; the empty string if there is nothing to draw.

    *breaks*: the place of the event that breaks the rule *rule*; -1: none is marked.
    """
    if not events:
        return ""
    lanes = _lanes(events)
    heights = list(_heights(events))
    bottom = heights[-1] + _ROW
    times = int(max(len(as_text(event.at)) for event in events) * _CHARACTER) + 8
    times += 14 * (breaks >= 0)
    x = {name: times + _LANE // 2 + place * _LANE for place, name in enumerate(lanes)}
    text_at = times + len(lanes) * _LANE + 8
    width = text_at + int(max(len(event.text) for event in events) * _CHARACTER) + 16
    # The texts on the right go beyond the view box: without them, the drawing can shrink.
    room = -(-width // _STEP) * _STEP
    inner = text_at + int(len(str(len(events))) * _CHARACTER) + 4
    parts = [f'<figure class="story fits-{room}"><svg viewBox="0 0 {inner} {bottom}"']
    parts += [f' width="{inner}" height="{bottom}" role="img"']
    parts += [' aria-label="the story as a sequence diagram">']
    for name in lanes:
        parts.append(_text(x[name], 16, name, "lane"))
        parts.append(f'<line class="life" x1="{x[name]}" y1="24" x2="{x[name]}" y2="{bottom}"/>')
    if 0 <= breaks < len(events):
        parts.append(_mark(heights[breaks], width, f"breaks {rule}".strip()))
    before = -1
    for number, (event, y) in enumerate(zip(events, heights, strict=True), start=1):
        if event.task >= 0:
            if event.at != before:
                parts.append(_text(times - 4, y + 4, as_text(event.at), "time"))
            parts += _arrow(event, x, y)
            before = event.at
        parts.append(_text(text_at, y + 4, event.text, f"what {event.tone}"))
        parts.append(_text(text_at, y + 4, str(number), f"number {event.tone}"))
    return "".join([*parts, "</svg>", *_list(events, breaks), "</figure>"])


def _list(events: Sequence[Event], breaks: int) -> Iterator[str]:
    """The texts of the events, as a list."""
    yield "<ol>"
    for place, event in enumerate(events):
        marked = " breaks" if place == breaks else ""
        yield f'<li class="{escape(event.tone)}{marked}">{escape(event.text)}</li>'
    yield "</ol>"


def _lanes(events: Sequence[Event]) -> list[str]:
    """The lifelines: of the caller, the calls, then the collaborators in order of appearance."""
    calls = sorted({event.task for event in events if event.task >= 0})
    on = dict.fromkeys(event.on for event in events if event.on not in ("", "caller"))
    return ["caller", *(f"t{task}" for task in calls), *on]


def _heights(events: Sequence[Event]) -> Iterator[int]:
    """The height at which each event is drawn."""
    y = _HEAD + _ROW // 2
    for place, event in enumerate(events):
        if place:
            y += _ROW + _GAP * (event.at > events[place - 1].at)
        yield y


def _arrow(event: Event, x: dict[str, int], y: int) -> Iterator[str]:
    """An arrow from the acting party to the other one; a dot if there is no other."""
    task, tone = x[f"t{event.task}"], escape(event.tone)
    other = x.get(event.on)
    if other is None:
        yield f'<circle class="{tone}" cx="{task}" cy="{y}" r="4"/>'
        return
    begin, end = (other, task) if event.inward else (task, other)
    way = 1 if end > begin else -1
    tip = end - 3 * way
    yield f'<circle class="{tone}" cx="{begin}" cy="{y}" r="3"/>'
    yield f'<line class="act {tone}" x1="{begin}" y1="{y}" x2="{tip}" y2="{y}"/>'
    back = tip - 8 * way
    yield f'<path class="{tone}" d="M{tip} {y}L{back} {y - 4}L{back} {y + 4}Z"/>'


def _mark(y: int, width: int, words: str) -> str:
    """A band behind the event that breaks the rule, with a word for readers who see no colours."""
    top, height = y - _ROW // 2, _ROW
    return (
        f'<g class="breaks"><title>{escape(words)}</title>'
        f'<rect x="1" y="{top}" width="{width - 2}" height="{height}" rx="4"/>'
        f'<text class="cross" x="4" y="{y + 4}">✗</text></g>'
    )


def _text(x: int, y: int, text: str, kind: str) -> str:
    return f'<text class="{escape(kind)}" x="{x}" y="{y}">{escape(text)}</text>'
