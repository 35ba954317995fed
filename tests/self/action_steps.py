"""The steps of the GitHub action, run as a runner runs them: in a folder, with inputs, and no more.

As a command, `action_steps.py NAME=VALUE …` runs all steps, the installation too, with these
inputs, in the folder that it is called in. `python` on the path is the job's Python. What the steps
write for the runner comes into the files `summary` and `output` of that folder. It ends with the
status of the step that failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def bash(
    script: str, folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run *script* as a step with `shell: bash` runs."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=environment, timeout=600, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def run_step(
    step: Mapping[str, Any],
    inputs: Mapping[str, str],
    folder: Path,
    environment: Mapping[str, str],
    files: Path,
) -> subprocess.CompletedProcess[str]:
    """Run one step in *folder*, with these inputs and the defaults of the others.

    The runner's own files, `summary` and `output`, are in *files*.
    """
    unknown = set(inputs) - set(ACTION["inputs"])
    if unknown:
        raise LookupError(f"the action has no input {', '.join(sorted(unknown))}")
    values = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}
    values |= inputs
    given = {
        name: values[text.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, text in step.get("env", {}).items()
    }
    of_runner = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(files / "summary"),
        "GITHUB_OUTPUT": str(files / "output"),
    }
    return bash(step["run"], folder, {**environment, **of_runner, **given})


def main() -> int:
    here = Path.cwd()
    inputs = dict(argument.split("=", 1) for argument in sys.argv[1:])
    for step in ACTION["runs"]["steps"]:
        done = run_step(step, inputs, here, os.environ, here)
        sys.stdout.write(done.stdout)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
