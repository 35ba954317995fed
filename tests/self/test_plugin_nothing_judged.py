"""A run in which nothing was judged does not end with status 0."""

from __future__ import annotations

import pytest
from plugin_runs import REFERENCE, WRONG, Run, both, run, suite

__all__ = ["run"]

FIXTURE = """
import pytest
@pytest.fixture{scope}
def remotes():
    return {gives!r}
"""


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_an_implementation_without_the_suite_is_a_usage_error(
    run: Run, pytester: pytest.Pytester, extra: list[str]
) -> None:
    """Status 4, and the argument to add; other tests alone judge nothing."""
    pytester.makepyfile(test_other="def test_other(): pass\n")
    result = run("--remotes", WRONG, *extra)
    assert result.ret == pytest.ExitCode.USAGE_ERROR, both(result)
    result.stdout.fnmatch_lines(["nothing was judged: *Add --pyargs remotes_suite"])


def test_tests_of_ones_own_that_use_the_fixture_are_no_mistake(
    run: Run, pytester: pytest.Pytester
) -> None:
    """They use the implementation that the option names; conformance was not asked for."""
    pytester.makepyfile("def test_own(remotes): assert remotes.make_ref_key")
    assert run("--remotes", WRONG).ret == 0


def test_an_implementation_in_the_ini_file_is_not_judged_by_every_run(
    run: Run, pytester: pytest.Pytester
) -> None:
    """The ini file only names the implementation."""
    pytester.makeini(f"[pytest]\nremotes = {WRONG}\n")
    pytester.makepyfile("def test_other(): pass")
    assert run().ret == 0


def test_a_section_that_nothing_is_offered_for_is_not_passed(
    run: Run, pytester: pytest.Pytester
) -> None:
    """All tests skipped: status 6, undetermined."""
    pytester.makepyfile(
        pushes="from remotes_reference import push_handler\n"
        "class Pushes:\n    push_handler = staticmethod(push_handler)\nremotes = Pushes()\n"
    )
    result = run(
        *suite("--remotes", "pushes:remotes", "--remotes-sections", "lock", of=["test_lock"])
    )
    assert result.ret == 6, both(result)
    result.stdout.fnmatch_lines(
        ["*lock *MUST 10 unsupported*", "conformant: undetermined (*", "  *not offered: *"]
    )


def test_conduct_alone_is_judged_in_every_scenario(run: Run) -> None:
    """It has no scenarios of its own; rules of other sections are not claimed, and not reported."""
    result = run(*suite("--remotes", WRONG, "--remotes-sections", "conduct"))
    assert result.ret == 0, both(result)
    result.stdout.fnmatch_lines(
        ["*conduct *MUST 5 passed*", "conformant: in what is claimed (conduct); *"]
    )
    assert "LOCK-3 MUST" not in both(result)


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_a_fixture_of_another_scope_is_a_usage_error(
    run: Run, pytester: pytest.Pytester, extra: list[str]
) -> None:
    """The suite keeps one implementation: status 4, and the right scope."""
    pytester.makeconftest(FIXTURE.format(scope="", gives=REFERENCE))
    result = run(*suite("--rootdir", ".", "-c", "/dev/null", *extra, of=["test_key"]))
    assert result.ret == pytest.ExitCode.USAGE_ERROR, both(result)
    assert "has the scope 'function': give it scope='session'" in " ".join(both(result).split())
    assert "the harness broke" not in both(result)


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["one process", "two workers"])
def test_a_fixture_further_down_is_refused_with_the_right_place(
    run: Run, pytester: pytest.Pytester, extra: list[str]
) -> None:
    """With --pyargs pytest reads the conftest.py of the root folder, and no other."""
    folder = pytester.mkdir("tests")
    fixture = FIXTURE.format(scope="(scope='session')", gives=REFERENCE)
    (folder / "conftest.py").write_text(fixture)
    result = run(*suite("--rootdir", ".", "-c", "/dev/null", *extra, of=["test_key"]))
    assert result.ret == pytest.ExitCode.USAGE_ERROR, both(result)
    assert "in the conftest.py of your root folder" in " ".join(both(result).split())


def test_a_fixture_may_give_a_name(run: Run, pytester: pytest.Pytester) -> None:
    """As with --remotes it is imported so that its locks run in virtual time."""
    pytester.makepyfile(
        locked="import threading\nfrom remotes_reference import make_ref_key\n"
        "class Locked:\n    lock = threading.Lock()\n"
        "    def make_ref_key(self, ctx, descriptor):\n"
        "        with self.lock:\n            return make_ref_key(ctx, descriptor)\n"
        "remotes = Locked()\n"
    )
    fixture = FIXTURE.format(scope="(scope='session')", gives="locked:remotes")
    pytester.makeconftest(fixture)
    settings = ("--rootdir", ".", "-c", "/dev/null", "--remotes-sections", "key")
    result = run(*suite(*settings, of=["test_key"]))
    assert result.ret == 0, both(result)
    result.stdout.fnmatch_lines(["locked:remotes · *", "conformant: in what is claimed (key)*"])
    pytester.makeconftest(fixture.replace("locked:remotes", "locked:nothing"))
    result = run(*suite(*settings, of=["test_key"]))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "the fixture `remotes`: locked has no 'nothing'" in both(result)
