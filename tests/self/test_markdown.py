"""The summary of a step: short enough, the most useful first, and nothing in it breaks the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from little import LITTLE
from remotes_conformance import Verdict, check
from remotes_conformance.contract import requirements
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.github import annotated, outputs
from remotes_conformance.verdict.markdown import LIMIT, code, markdown, plain
from remotes_conformance.verdict.results import Result
from test_report import ABOUT, _violation
from wrong import SHELF


def _broken(number: int, story: tuple[str, ...] = ("a line",)) -> Verdict:
    """A verdict in which so many rules are broken."""
    ids = [one.id for one in requirements("2017-06") if one.level == "MUST"][:number]
    violations = tuple(replace(_violation(id), story=story) for id in ids)
    return Verdict.of(Findings(ABOUT, [Result("1.000 first", 1, {}, violations=violations)]))


def test_each_of_the_first_ten_stories_is_folded() -> None:
    """The others are listed by their ids."""
    verdict = _broken(13)
    text = markdown(verdict)
    assert text.startswith("## ❌ it: conformant: no\n")
    assert text.count("<details>") == text.count("</details>") == 10
    ids = list(verdict.violations)
    assert f"Also broken, without their stories here: {', '.join(ids[10:])}." in text
    assert "--remotes-replay" in text


def test_it_has_at_most_a_mebibyte() -> None:
    """With stories of any length; a line states that something is left out."""
    text = markdown(_broken(10, story=("x" * 10_000,) * 1_000))
    assert len(text.encode()) < LIMIT + 1_000
    assert "More did not fit: the JSON report has all." in text


def test_a_long_story_is_cut() -> None:
    """With the number of lines that are left out."""
    text = markdown(_broken(1, story=tuple(f"line {n}" for n in range(1_000))))
    assert "… 700 more lines" in text
    assert "line 299\n" in text
    assert "line 300\n" not in text


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a `b` *c* _d_ | e", r"a \`b\` \*c\* \_d\_ \| e"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("one\ntwo", "one two"),
        ("[x](y)", r"\[x\](y)"),
    ],
)
def test_nothing_in_a_text_is_taken_for_markdown(text: str, becomes: str) -> None:
    """Names and errors come from the implementation."""
    assert plain(text) == becomes


def test_no_backquotes_in_a_story_end_its_block() -> None:
    """The fence is longer than any run of them."""
    assert code("a\n````\nb").startswith("`````text\n")


def test_at_most_ten_annotations_each_in_one_line() -> None:
    """A broken MUST is an error; characters that would end a line or a property are escaped."""
    wrong = SHELF["IgnoresAWriteError"].factory()
    verdict = check(wrong, profile=LITTLE, seed=1, edition="2017-06")
    lines = list(annotated(verdict))
    assert [line.split("::")[1].split(" ")[0] for line in lines] == ["error"] * len(lines)
    assert [line.split("title=")[1].split(" ")[0] for line in lines] == list(verdict.violations)
    assert not any("\n" in line for line in lines)
    assert len(list(annotated(_broken(13)))) == 10


def test_percent_signs_and_line_ends_are_escaped() -> None:
    """As the runner's commands want it."""
    violation = replace(_violation("KEY-1"), expected="50%\n::error::forged")
    verdict = Verdict.of(Findings(ABOUT, [Result("1.000 first", 1, {}, violations=(violation,))]))
    (line,) = annotated(verdict)
    assert "50%25" in line
    assert "\n" not in line


def test_the_outputs_count_the_rules_that_decide() -> None:
    """As texts, as a runner wants them."""
    found = outputs(_broken(3))
    assert (found["outcome"], found["exit-status"], found["broken"]) == ("no", "1", "3")
