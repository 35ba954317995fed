"""The examples and links of the README and the docs; `test_plugs_fixtures` has those of plugs."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from remotes_conformance.content import Descriptor
from remotes_conformance.contract import by_id
from remotes_conformance.errors import Locked
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.under_pytest.options import add_options

ROOT = Path(__file__).parents[2]
QUOTED = re.compile(
    r"^([A-Z]+-\d+[a-z]?) (MUST|SHOULD): (.*(?:\n  (?!expected ).*)*)", re.MULTILINE
)
"""A rule at the top of a finding, up to what was expected."""
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")
PAGES = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "tests/README.md",
    ROOT / "benchmarks/README.md", ROOT / "adapters/README.md",
    *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("adapters/*/README.md")),
]  # fmt: skip


def blocks(page: str) -> list[str]:
    """The examples in Python of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def example(beginning: str) -> str:
    """The example of the README or of docs/python.md in which *beginning* occurs first."""
    pages = (*blocks("README.md"), *blocks("docs/python.md"))
    return next(block for block in pages if beginning in block)


@pytest.fixture
def few_examples() -> Iterator[None]:
    settings.register_profile("pages", max_examples=20, deadline=None, database=None)
    before = settings.get_current_profile_name()
    settings.load_profile("pages")
    yield
    settings.load_profile(before)


def test_the_first_example_is_the_implementation_that_tests_judge() -> None:
    """Its report in the README is that of `impatient.py`."""
    assert example("class Impatient") == Path(__file__).with_name("impatient.py").read_text()


def test_errors_and_descriptors_are_translated_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The production code gets its own classes, and loses no field; it imports nothing of ours."""
    production = example("class Busy")
    assert "remotes_conformance" not in production
    (tmp_path / "acme.py").write_text(production)
    (tmp_path / "remotes_adapter.py").write_text(example("import acme"))
    monkeypatch.syspath_prepend(tmp_path)
    remotes: Any = load("remotes_adapter:remotes")
    try:
        to_acme, from_acme = remotes.descriptor_type
        full = Descriptor("a", "b", 3, {"c": "d"}, ("e",), {"f": "g"}, b"h")
        assert from_acme(to_acme(full)) == full
        assert remotes.error_classes[Locked].__name__ == "Busy"
        bench, tally = open_bench(remotes).bench, Tally()
        for story in STORIES:
            if story.name in (
                "a layer that is not there yet is fetched", "content that exists is not fetched"
            ):  # fmt: skip
                bench.examine(story.scenario, tally)
        assert tally.scenarios == 2
        assert set(tally.breaches) == {"FETCH-9"}
    finally:
        for name in ("acme", "remotes_adapter"):
            sys.modules.pop(name, None)


@pytest.mark.parametrize("number", range(len(blocks("docs/strategies.md"))))
def test_an_example_of_the_strategies_runs(number: int, few_examples: None) -> None:
    """Each test of the page passes."""
    namespace: dict[str, Any] = {"__name__": "a_page"}
    exec(blocks("docs/strategies.md")[number], namespace)
    tests = [value for name, value in namespace.items() if name.startswith("test_")]
    assert tests
    for test in tests:
        test()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_somewhere(page: Path) -> None:
    """To a file of the repository, and to a heading of it."""
    text = page.read_text(encoding="utf-8")
    for name, heading in LINK.findall(text):
        target = (page.parent / name) if name else page
        assert target.exists(), name
        if heading:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]
            assert heading in anchors, heading


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_path_of_the_package_exists(page: Path) -> None:
    """`remotes_conformance.x.y` and `remotes_conformance/x/y.py` are modules, or names in one."""
    text = page.read_text(encoding="utf-8").partition("### Moved")[0]
    package = ROOT / "harness" / "remotes_conformance"
    for name in re.findall(r"\bremotes_conformance((?:\.\w+)+)", text):
        parts = name.strip(".").split(".")
        found = package.joinpath(*parts)
        own = (package / "__init__.py").read_text()
        assert found.is_dir() or found.with_suffix(".py").exists() or f'"{parts[0]}"' in own, name
    for name in re.findall(r"\bremotes_conformance/([\w/.]+\w)", text):
        assert (package / name).exists(), name


class Parser:
    """Keeps the names of options and ini values that the plugin adds to a parser of pytest."""

    def __init__(self) -> None:
        self.options: list[str] = []
        self.ini: list[str] = []

    def getgroup(self, name: str, description: str) -> Parser:
        return self

    def addoption(self, name: str, **how: object) -> None:
        self.options.append(name)

    def addini(self, name: str, help: str, **how: object) -> None:
        self.ini.append(name)


def test_a_rule_is_quoted_as_the_contract_has_it() -> None:
    quotes = [one for page in PAGES for one in QUOTED.findall(page.read_text(encoding="utf-8"))]
    assert len(quotes) >= 5
    for id, level, text in quotes:
        quoted = " ".join(text.split())
        rule = by_id(id)
        assert level == rule.level
        assert rule.text.startswith(quoted.removesuffix(" …")), quoted
        assert quoted in (rule.text, f"{quoted.removesuffix(' …')} …"), quoted


def test_the_page_of_options_lists_those_of_the_plugin() -> None:
    """Each in one row; and the options without an ini value are the page's exceptions."""
    page = (ROOT / "docs" / "options.md").read_text(encoding="utf-8")
    parser: Any = Parser()
    add_options(parser)
    cells = re.findall(r"^\| (`--remotes.*?) \|", page, re.MULTILINE)
    listed = [name for cell in cells for name in re.findall(r"`(--remotes[\w-]*)", cell)]
    assert sorted(listed) == sorted(parser.options)
    exceptions = page.partition("The exceptions are")[2].partition(".")[0]
    without = {f"--remotes-{name}" for name in re.findall(r"`([\w-]+)`", exceptions)}
    with_ini = {"--" + name.replace("_", "-") for name in parser.ini}
    assert without == set(parser.options) - with_ini
