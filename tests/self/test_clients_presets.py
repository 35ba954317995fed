"""Presets of programs that Debian does not have, tried with one that takes their command lines."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from remotes_conformance.doors.clients.presets import PRESETS, command_of, version_of
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import open_client
from remotes_conformance.scenarios.clients import BY_SLUG
from remotes_conformance.scenarios.clients.script import BY_COMMAND, ByCommand

STAND_IN = Path(__file__).with_name("clients") / "stand_in.py"
NAMES = ("oras", "crane", "regctl")
SHOWN = {
    "pull": ("a-password-is-asked-for", "a-layer-is-changed", "the-manifest-is-not-found"),
    "push": (
        "the-location-is-on-another-host-and-a-password-is-asked-for",
        "the-manifest-is-answered-by-302-and-not-stored",
    ),
    "fetch": ("a-password-is-asked-for", "the-manifest-is-changed"),
}
"""Scenarios of each operation that depend on the command line."""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which each name is the program that takes its command lines."""
    for name in NAMES:
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} {name} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def opened(name: str, *operations: ByCommand) -> ClientBench:
    return open_client(None, dict.fromkeys(operations, name), patience=10, seed=1)


@pytest.mark.parametrize("does", BY_COMMAND)
@pytest.mark.parametrize("name", NAMES)
def test_a_preset_does_what_its_name_says(name: str, does: ByCommand, programs: Path) -> None:
    """The ordinary operation succeeds, passwords get there, and each part is in a file."""
    bench = opened(name, does)
    for slug in (f"{does}.{one}" for one in SHOWN[does]):
        assert bench.can_play(BY_SLUG[slug])
        assert bench.why_blocked(BY_SLUG[slug]) == ""
        judgement = bench.judged(BY_SLUG[slug], bench.play(BY_SLUG[slug]))
        assert judgement.broken == [], slug


def test_a_preset_has_a_name_and_a_version(programs: Path) -> None:
    """As the program prints it."""
    assert [version_of(name) for name in NAMES] == ["1.2.0", "0.20.2", "v0.8.0"]
    assert (opened("oras", "pull").name, opened("crane", "push").version) == ("oras", "0.20.2")


def test_a_preset_whose_program_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unusable, match="there is no command 'regctl': install it"):
        opened("regctl", "pull")
    assert version_of("regctl") == ""


def test_a_preset_without_the_operation() -> None:
    """The error lists the operations that there are."""
    with pytest.raises(Unusable, match="the preset 'podman' has no push, only pull"):
        opened("podman", "push")


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_by_https_every_preset_verifies_the_certificate(name: str) -> None:
    """Nothing that switches that off is left in it."""
    for does in BY_COMMAND if name != "podman" else ("pull",):
        command = command_of(does, name, tls=True)
        for word in ("plain-http", "--insecure ", "tls=disabled", "verify=false"):
            assert word not in command
