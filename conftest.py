"""For this repository's own runs: the harness's tests drive pytest itself."""

pytest_plugins = ["pytester", "kill_matrix"]
