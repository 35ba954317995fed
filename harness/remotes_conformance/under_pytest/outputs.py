"""The files of a run: tried before anything is judged, written whole at its end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from _pytest.junitxml import xml_key  # the only way to a property of the whole suite

from ..verdict.files import Unwritable, try_out, write_whole
from ..verdict.shards import Shard, in_full
from ..verdict.verdict import Verdict
from .options import setting


def named(config: pytest.Config, option: str) -> Path | None:
    """The file that *option* names, which can be written. Raises `pytest.UsageError`."""
    name = setting(config, option)
    if name is None:
        return None
    path = Path(config.invocation_params.dir, name)
    try_output(config, f"--{option} {name}", path)
    return path


def try_output(config: pytest.Config, option: str, path: Path) -> None:
    """See whether *path* can be written. Raises `pytest.UsageError`.

    Only the process that reports writes: workers of pytest-xdist do not look.
    """
    if hasattr(config, "workerinput"):
        return
    try:
        try_out(path)
    except Unwritable as error:
        raise pytest.UsageError(f"{option} cannot be written: {error}") from None


def refuse_equal(paths: Mapping[str, Path | None]) -> None:
    """Refuse two outputs in one file: the second would replace the first. Raises `UsageError`."""
    before: dict[Path, str] = {}
    for option, path in paths.items():
        if path is not None and not path.is_char_device():
            first = before.setdefault(path.resolve(), option)
            if first != option:
                raise pytest.UsageError(f"{first} and {option} name the same file: {path}")


def try_junit(config: pytest.Config) -> None:
    """pytest writes its XML before the verdict is printed, and an error would lose that."""
    name: str | None = getattr(config.option, "xmlpath", None)
    if name:
        path = Path(name)
        folder = next(one for one in path.resolve().parents if one.exists())
        # pytest makes the folders that are missing.
        whole = path if path.exists() or folder == path.resolve().parent else folder / "junit.xml"
        try_output(config, f"--junitxml {name}", whole)


def name_in_junit(config: pytest.Config, report: pytest.TestReport) -> None:
    """A test of the suite has one class name in JUnit's XML, wherever the suite is installed.

    pytest would put the path of the installation into it, with the version of Python.
    """
    xml = config.stash.get(xml_key, None)
    is_of_the_suite = getattr(report, "remotes_used", "") == "suite"
    if xml is not None and is_of_the_suite:
        module = Path(report.location[0]).stem
        names = [*filter(None, [xml.prefix]), "remotes_suite", module]
        xml.node_reporter(report).add_attribute("classname", ".".join(names))


def note_in_junit(config: pytest.Config, verdict: Verdict) -> None:
    """Properties of JUnit's test suite: the outcome and the exit status, as in every report."""
    xml = config.stash.get(xml_key, None)
    if xml is not None:
        properties = {"outcome": verdict.outcome, "exit_status": str(verdict.exit_status)}
        for name, value in properties.items():
            xml.add_global_property(f"remotes_{name}", value)


def write(
    verdict: Verdict, report: Path | None, html: Path | None, shard: Shard | None = None
) -> Iterator[str]:
    """Write the requested reports: a sentence for each that could not be written."""
    texts: dict[str, tuple[Path | None, Callable[[], str]]] = {
        "--remotes-report": (report, lambda: json.dumps(in_full(verdict, shard), indent=2) + "\n"),
        "--remotes-html": (html, verdict.to_html),
    }
    for option, (path, text) in texts.items():
        try:
            if path is not None:
                write_whole(path, text())
        except Unwritable as error:
            yield f"{option} {path} could not be written: {error}"
