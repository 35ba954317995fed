"""The operations of a store on its folder before a cut, and their remains after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ...scenarios.cuts import Cut
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.disk import Disk, Layout, Operation
from ...world.journal import Entry, entry_of
from ...world.missing_syncs import missing_syncs, model_of


@dataclass(frozen=True, slots=True)
class Recording:
    """One play of a script without its cut.

    * `entries`: its calls, each with how many operations there were before and after it;
    * `missed`: paths at which the folder changed without the recorder;
    * `stuck`: why it was not played to its end ("": it was).
    """

    operations: tuple[Operation, ...]
    entries: tuple[tuple[Entry, int, int], ...]
    missed: tuple[str, ...]
    stuck: str = ""


class AtTheCut(NamedTuple):
    """A script whose power was cut.

    * `entries`: its calls and what they did to the disk up to the cut, which is the last one;
    * `layout`: the content of the disk then; `then`: the callers' later actions, see `Cut`.
    """

    script: Script
    then: str
    entries: list[Entry]
    layout: Layout

    @property
    def errors(self) -> int:
        """The number of calls that were refused."""
        return sum(entry.refusal is not None for entry in self.entries)


def at_the_cut(scenario: Scenario, record: Callable[[Script, int | None], Recording]) -> AtTheCut:
    """The script of *scenario* up to its cut. *record* plays it, see `RecordingDoor.record`."""
    script = scenario.calls[0]
    assert isinstance(script, Script)
    assert script.cut is not None
    cut, entries = script.cut, list[Entry]()
    if cut.killed is not None:
        first, kill = record(script, None), Cut(cut.killed)
        entries += _before_cut(first, kill)
        entries.append(_cut_entry(script, first, Disk(first.operations, kill.after), kill))
    recorded = record(script, cut.killed)
    disk = Disk(recorded.operations, cut.after)
    cut = disk.permitted(cut)
    entries += _before_cut(recorded, cut)
    entries.append(_cut_entry(script, recorded, disk, cut))
    return AtTheCut(script, cut.then, entries, disk.layout(cut))


def _before_cut(recording: Recording, cut: Cut) -> list[Entry]:
    """The calls that were answered before the cut, each after what it did to the disk."""
    found = []
    place = 0
    for entry, begun, ended in recording.entries:
        for number in range(max(place, begun), min(ended, cut.after)):
            what = recording.operations[number].text
            lost = " (lost)" if number in cut.lost else ""
            found.append(entry_of(0, 0, 0, "disk", "", {"what": what + lost}, {}, None))
        place = ended
        if ended > cut.after:
            break
        found.append(entry)
    return found


def _cut_entry(script: Script, recording: Recording, disk: Disk, cut: Cut) -> Entry:
    under_way = [e for e, begun, ended in recording.entries if begun < cut.after < ended]
    during = under_way[0].op if under_way else ""
    doubt = under_way[0].args.get("digest", "") if during in ("Commit", "Delete") else ""
    args: Mapping[str, Any] = {
        "kill": cut.is_kill,
        "during": during,
        "doubt": doubt,
        "missing": list(missing_syncs(script, disk, cut)),
        "model": model_of(disk, cut),
    }
    return entry_of(0, 0, 0, "cut", "", args, {}, None)


def lay_out(layout: Layout, folder: str) -> None:
    """Make files and folders; of two names of one file, the second is a link."""
    made: dict[int, str] = {}
    for path, (node, content) in sorted(layout.items()):
        place = os.path.join(folder, path)
        if content is None:
            os.mkdir(place)
        elif node in made:
            os.link(made[node], place)
        else:
            Path(place).write_bytes(content)
            made[node] = place
