"""The GitHub action, its steps run as a runner runs them; GitLab's job; the hook of pre-commit."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from action_steps import ACTION, ROOT, bash, run_step
from plugin_runs import without_pytest_options
from real_daemon import needs_grpc

_KEYS = {"remotes": "remotes_reference:remotes", "sections": "key", "profile": "quick"}
_WRONG = """from remotes_reference import make_ref_key
class Wrong:
    def make_ref_key(self, ctx, descriptor):
        return make_ref_key(ctx, descriptor).replace("layer", "blob")
remotes = Wrong()
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The folder of a project, in which this Python is the one that is called `python`."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n')
    python.chmod(0o755)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "mine.py").write_text(_WRONG)
    return tmp_path


def _environment(here: Path, **more: str) -> dict[str, str]:
    """The environment of a step, with this project's packages, as if the wheel were installed."""
    path = os.pathsep.join(one for one in sys.path if one)
    found = {**without_pytest_options(), **more, "PYTHONPATH": path}
    return {**found, "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def _judge(here: Path, inputs: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the action's step `judge` with these inputs, and the defaults of the others."""
    (step,) = (one for one in ACTION["runs"]["steps"] if one.get("id") == "judge")
    return run_step(step, inputs, here / "project", _environment(here), here)


def _outputs(here: Path) -> dict[str, str]:
    lines = (here / "output").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_every_input_reaches_the_step() -> None:
    """And every output comes from it."""
    steps = ACTION["runs"]["steps"]
    given = " ".join(str(step.get("env", "")) for step in steps)
    assert [name for name in ACTION["inputs"] if f"inputs.{name} }}}}" not in given] == []
    assert all("steps.judge.outputs." in one["value"] for one in ACTION["outputs"].values())
    assert [step["shell"] for step in steps] == ["bash"] * len(steps)


def test_a_right_implementation_ends_green(here: Path) -> None:
    """With its summary, its outputs, its reports and its badge."""
    done = _judge(here, _KEYS)
    assert done.returncode == 0, done.stdout
    outputs = _outputs(here)
    assert set(outputs) == set(ACTION["outputs"])
    assert (outputs["outcome"], outputs["broken"]) == ("in what is claimed", "0")
    assert (here / "summary").read_text().startswith("## ✅ ")
    reports = here / "project" / "remotes-reports"
    names = {"badge.json", "badge.svg", "junit.xml", "report.html", "report.json"}
    assert {one.name for one in reports.iterdir()} == names
    assert json.loads((reports / "badge.json").read_text())["message"] == "key: conformant"


def test_a_wrong_one_ends_red_with_annotations(here: Path) -> None:
    """The broken rule is named by the runner, and its story is in the summary."""
    done = _judge(here, {**_KEYS, "remotes": "mine:remotes"})
    assert done.returncode == 1, done.stdout
    assert "::error title=KEY-3 MUST::expected" in done.stdout
    assert _outputs(here)["outcome"] == "no"
    summary = (here / "summary").read_text()
    assert summary.startswith("## ❌ ")
    assert "<b>KEY-3</b>" in summary


def test_where_nothing_can_be_judged_the_step_fails(here: Path) -> None:
    """No report of an earlier run is taken for one of this."""
    reports = here / "project" / "remotes-reports"
    reports.mkdir()
    (reports / "report.json").write_text("{}")
    done = _judge(here, {**_KEYS, "remotes": "no_such_module:remotes"})
    assert done.returncode == 4, done.stdout
    assert "::error::nothing was judged: pytest ended with 4" in done.stdout
    assert not (reports / "report.json").exists()


def test_only_a_store_behind_grpc_needs_an_extra(here: Path) -> None:
    """The step that installs takes the checkout that the action lies in."""
    (step,) = (one for one in ACTION["runs"]["steps"] if one["name"] == "install")
    (here / "bin" / "python").write_text('#!/bin/sh\necho "$@"\n')
    for inputs, extra in (({}, ""), ({"content-socket": "unix:/run/c.sock"}, "[grpc]")):
        done = run_step(step, inputs, here / "project", _environment(here), here)
        assert done.stdout.split() == ["-m", "pip", "install", "--quiet", f"{ROOT}{extra}"]


@needs_grpc
def test_a_store_behind_a_socket_is_judged(here: Path) -> None:
    """The input `content-socket`, of a server that runs already."""
    socket = here / "s.sock"
    command = [sys.executable, "-m", "remotes_reference.content_server", "--socket", str(socket)]
    with subprocess.Popen(
        [*command, "--folder", str(here / "blobs")], env=_environment(here)
    ) as it:
        try:
            done = _judge(here, {"content-socket": f"unix:{socket}", "profile": "quick"})
        finally:
            it.terminate()
    assert done.returncode == 0, done.stdout
    assert _outputs(here)["outcome"] == "yes"


def test_the_job_of_gitlab_writes_its_reports(here: Path) -> None:
    """Its script, line by line, but for the installation."""
    job = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text())[".remotes-conformance"]
    install, *script = job["script"]
    assert install.startswith("python -m pip install")
    options = "--remotes remotes_reference:remotes --remotes-sections key"
    variables = {**job["variables"], "REMOTES_OPTIONS": options, "REMOTES_PROFILE": "quick"}
    done = bash("\n".join(script), here / "project", _environment(here, **variables))
    assert done.returncode == 0, done.stdout
    reports = here / "project" / "remotes-reports"
    assert (reports / "junit.xml").exists()
    (after,) = job["after_script"]
    after = after.replace("remotes-conformance", "python -m remotes_conformance.cli", 1)
    assert bash(after, here / "project", _environment(here)).returncode == 0
    assert (reports / "badge.svg").read_text().startswith("<svg ")


@pytest.mark.parametrize(
    ("name", "status"), [("remotes_reference:remotes", 0), ("mine:remotes", 1)]
)
def test_the_hook_of_pre_commit_judges_keys(here: Path, name: str, status: int) -> None:
    """With the implementation as its only argument, from the folder of the project."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    entry = hook["entry"].replace("remotes-conformance", "python -m remotes_conformance.cli", 1)
    done = bash(f"{entry} {name}", here / "project", _environment(here))
    assert done.returncode == status, done.stdout
