"""All cuts of one script: the changes to the store's folder are recorded once, and each state that
a cut can leave is judged, first the states in which least is lost."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ...contract import STORE_EDITION
from ...doors.command.stores.door import CommandStoreDoor
from ...doors.stores.at_the_cut import Recording
from ...doors.stores.doors import RecordingDoor
from ...scenarios.cuts import AFTERWARDS, Cut
from ...scenarios.script import Script
from ...scenarios.stores.cuts import FAILING
from ...scenarios.stories.building import Story
from ...verdict.results import Result
from ...world.disk import Disk
from ...world.disk_states import states
from ..bench import Bench, Tally
from ..exploring.hunting import Profile
from ..plan import Part, result

ALL: Final = 10_000
"""More states than the disk of a store may have at one point of these scripts, if it syncs
something: then all of them are judged."""
STATES: Final = {"quick": 12, "default": 15, "ci": 15, "nightly": ALL}
"""By profile: the number of states of the disk that are judged for one cut."""
KILLED_STATES: Final = {"quick": 4, "default": 5, "ci": 5, "nightly": ALL}
"""The same, if a process was killed before, or the disk has failed."""


def cuts_part(section: str, story: Story, place: int) -> Part:
    """Every cut of one script."""
    name = f"1.{place:04} power cuts: {story.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = Tally()
        if bench.can_play(story.scenario):
            _judge_cuts(bench, story, STATES[profile.name] // _slowness(bench), tally)
        return result(bench, name, tally)

    return Part(name, section, frozenset({"store", "cuts"}), frozenset(STORE_EDITION), play)


def kills_part(section: str, story: Story, place: int) -> Part:
    """The process is killed at each point of one script, another one takes all steps again, and
    then the power is cut."""
    name = f"1.{place:04} a killed process, then power cuts: {story.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = Tally()
        if bench.can_play(story.scenario):
            most = max(1, KILLED_STATES[profile.name] // _slowness(bench))
            recording = _recorded(bench, _script(story), tally)
            first = next((begun for _, begun, _ in recording.entries), 0) if recording else 0
            for killed in range(first, len(recording.operations) + 1) if recording else ():
                if bench.is_blocked:
                    break
                _judge_cuts(bench, story, most, tally, killed, AFTERWARDS[:1])
        return result(bench, name, tally)

    return Part(name, section, frozenset({"store", "cuts"}), frozenset(STORE_EDITION), play)


def faults_part(section: str, place: int) -> Part:
    """A call of the operating system fails in each step of an ingest, and then the power is cut."""
    name = f"1.{place:04} a failing disk, then power cuts"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = Tally()
        most = max(1, KILLED_STATES[profile.name] // _slowness(bench))
        for story in FAILING:
            if bench.can_play(story.scenario):
                _judge_cuts(bench, story, most, tally, thens=AFTERWARDS[:1])
        return result(bench, name, tally)

    return Part(
        name, section, frozenset({"store", "folder", "cuts"}), frozenset(STORE_EDITION), play
    )


def _slowness(bench: Bench) -> int:
    """The divisor of the numbers of states: each costs a program many messages."""
    return 2 if isinstance(bench.door, CommandStoreDoor) else 1


def _script(story: Story) -> Script:
    script = story.scenario.calls[0]
    assert isinstance(script, Script)
    return script


def _recorded(
    bench: Bench, script: Script, tally: Tally, killed: int | None = None
) -> Recording | None:
    """The recording of the script; None: the store refuses it, or it cannot be recorded (a
    note)."""
    assert isinstance(bench.door, RecordingDoor | CommandStoreDoor)
    recording = bench.door.record(script, killed)
    if not script.faults and _is_refused(recording):
        return None
    if not recording.missed and not recording.stuck:
        return recording
    bench.hangs += bool(recording.stuck)
    where = ", ".join(sorted({posixpath.dirname(path) or "." for path in recording.missed}))
    how = (
        "functions of `os`" if isinstance(bench.door, RecordingDoor) else "calls that strace shows"
    )
    why = f"it writes to {where} in its folder, but not by {how}"
    tally.notes.add(f"power cuts were not judged: {recording.stuck or why}")
    return None


def _is_refused(recording: Recording) -> bool:
    """True if the store refuses the script even without a cut: other stories report that."""
    refusals = (entry.refusal for entry, _, _ in recording.entries)
    return any(refusal is not None and refusal.kind != "exists" for refusal in refusals)


def _judge_cuts(
    bench: Bench,
    story: Story,
    most: int,
    tally: Tally,
    killed: int | None = None,
    thens: Sequence[str] = AFTERWARDS,
) -> None:
    script = _script(story)
    recording = _recorded(bench, script, tally, killed)
    if recording is None:
        return
    bad: set[int] = set()
    cuts = _Cuts(recording, most, killed)
    whole = set(cuts.points) - cuts.bounded
    for rank, cut in cuts:
        if cut.after in bad or bench.is_blocked or _is_shown(tally, rank):
            whole.discard(cut.after)
            continue
        for then in thens:
            found, cut = Tally(), replace(cut, then=then, killed=killed)
            bench.examine(replace(story.scenario, calls=(replace(script, cut=cut),)), found)
            tally.add(found)
            if cut.is_kill and found.breaches:
                bad.add(cut.after)  # further losses make it no worse
                break
    tally.cuts += len(cuts.points)
    tally.whole_cuts += len(whole)
    if bad and "STORE-17a" not in tally.breaches:
        tally.applied.pop("STORE-17a", None)  # where it matters, it was not judged


def _is_shown(tally: Tally, rank: int) -> bool:
    """A simple loss has broken STORE-17a: states in which more is lost show nothing else."""
    return "STORE-17a" in tally.breaches and rank >= STATES["default"]


class _Cuts:
    """The cuts of a recorded script: each state once, for the same answers before it; the smallest
    losses come first.

    `bounded`: the points at which some permitted states were left out.
    """

    def __init__(self, recording: Recording, most: int, killed: int | None) -> None:
        self.points = range(killed or 0, len(recording.operations) + 1)
        self.bounded: set[int] = set()
        self._ranked: list[tuple[bool, int, int, Cut]] = []
        seen = set()
        for after in self.points:
            answered = sum(ended <= after for _, _, ended in recording.entries)
            under_way = sum(begun < after for _, begun, _ in recording.entries)
            found = states(Disk(recording.operations, after), most)
            self.bounded |= set() if found.is_whole else {after}
            for rank, (cut, layout) in enumerate(found.found):
                key = (frozenset(layout.items()), answered, under_way)
                if key not in seen:
                    seen.add(key)
                    self._ranked.append((not cut.is_kill, rank, after, cut))
        self._ranked.sort(key=lambda one: one[:3])

    def __iter__(self) -> Iterator[tuple[int, Cut]]:
        """Each cut with its place among the cuts of its point."""
        return ((rank, cut) for _, rank, _, cut in self._ranked)
