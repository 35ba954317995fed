"""The parts that all pages of HTML share: their frame, tables that scroll, replay lines."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files


def whole(title: str, parts: Iterable[str]) -> str:
    """A page that needs no other file: style and script are in it."""
    style, script = (_file(name) for name in ("page.css", "page.js"))
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style></head><body><main>",
            *parts,
            f"</main><script>\n{script}</script></body></html>\n",
        ]
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def table_begins(label: str, kind: str = "") -> str:
    """The beginning of a table with the class *kind*, in a box that scrolls, also by keys.

    `</table></div>` ends it.
    """
    about = f'class="scroll" role="region" aria-label="{escape(label)}" tabindex="0"'
    of_kind = f' class="{kind}"' if kind else ""
    return f"<div {about}><table{of_kind}>"


def heads(*names: str, counts: Iterable[str] = ()) -> str:
    """The first row of a table. *counts*: the last columns, which hold numbers."""
    texts = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    numbers = (f'<th scope="col" class="count">{escape(name)}</th>' for name in counts)
    return f"<tr>{texts}{''.join(numbers)}</tr>"


def replay(line: str) -> str:
    """A command to copy; a long one scrolls, also by keys."""
    label = 'tabindex="0" role="group" aria-label="replay command"'
    return f'<pre class="replay" {label}>{escape(line)}</pre>' if line else ""
