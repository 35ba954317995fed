"""The pages of the site that are in the repository: README by chapters, SPEC, docs, and others."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
_WHOLE = {
    "SPEC.md": "spec.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages outside of docs/, and their names on the site."""
_OTHER_TITLES = {"how-it-works": "how-it-works-in-short"}
"""A chapter of the README whose name another page has."""


def slug(title: str) -> str:
    """The name of a heading in links, as GitHub makes it."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def chapters(text: str) -> Iterator[tuple[str, str]]:
    """The chapters of a page: name and text; the one before all headings is called "index"."""
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    yield "index", parts[0]
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        name = slug(title)
        # The headings below move up by one level, with their chapter.
        body = re.sub(r"^##(#+ )", r"#\1", body, flags=re.MULTILINE)
        yield _OTHER_TITLES.get(name, name), f"# {title}\n{body}"


def pages() -> dict[str, str]:
    """By the name of the file on the site: its text, with links as they are there."""
    readme = dict(chapters((ROOT / "README.md").read_text(encoding="utf-8")))
    places = {
        _OTHER_TITLES.get(slug(title), slug(title)): name
        for name, text in readme.items()
        for title in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    }
    sources = {ROOT / name: site for name, site in _WHOLE.items()}
    sources |= {path: path.name for path in sorted((ROOT / "docs").glob("*.md"))}
    made = {site: _text(path, sources, places) for path, site in sources.items()}
    for name, text in readme.items():
        made[f"{name}.md"] = _relinked(text, ROOT / "README.md", sources, places)
    made["faq.md"] = Path(__file__).with_name("faq.md").read_text(encoding="utf-8")
    return made


def _text(path: Path, sources: dict[Path, str], places: dict[str, str]) -> str:
    return _relinked(path.read_text(encoding="utf-8"), path, sources, places)


def _relinked(text: str, page: Path, sources: dict[Path, str], places: dict[str, str]) -> str:
    """Links to pages of the site lead there; of other files of the repository the name is shown."""

    def link(found: re.Match[str]) -> str:
        name, heading = found[1], found[2] or ""
        target = (page.parent / name).resolve() if name else page
        if target == ROOT / "README.md":
            anchor = heading[1:]
            place = places.get(_OTHER_TITLES.get(anchor, anchor), "index")
            is_page = place == _OTHER_TITLES.get(anchor, anchor) or not anchor
            return f"]({place}.md{'' if is_page else heading})"
        if target in sources:
            return f"]({sources[target]}{heading})"
        return f"](repository.md#{slug(posixpath.relpath(str(target), str(ROOT)))})"

    return _LINK.sub(link, text)


def repository(texts: dict[str, str]) -> str:
    """A page on the files of the repository that are not on the site, but named on it."""
    named = sorted({one for text in texts.values() for one in _named(text)})
    paths = {slug(str(path.relative_to(ROOT))): path for path in _files()}
    lines = ["# Files of the repository\n\nOther pages name these files; they are in the clone.\n"]
    for one in named:
        path = paths[one]
        shown = path.relative_to(ROOT)
        first = "" if path.is_dir() else _first_line(path)
        lines.append(f"\n## {shown} {{#{one}}}\n\n{first}\n")
    return "".join(lines)


def _named(text: str) -> list[str]:
    return re.findall(r"\]\(repository\.md#([\w-]+)\)", text)


def _files() -> Iterator[Path]:
    for folder in ("adapters", "benchmarks", "ci", "docs", "harness", "reference", "tests"):
        yield ROOT / folder
        yield from (ROOT / folder).rglob("*")
    yield from ROOT.glob("*")


def _first_line(path: Path) -> str:
    """What a file says about itself first."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    shown = [line.strip('#/*" ') for line in lines if line.strip('#/*" !') and line[:2] != "#!"]
    return f"`{shown[0][:160]}`" if shown else ""
