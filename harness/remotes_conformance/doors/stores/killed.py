"""Processes that work on one store and are killed (SIGKILL) at random moments; STORE-17.

Each process first looks at what those before it have left, then works until it is killed. Through a
pipe it reports each digest when its Commit begins, and when it has been acknowledged.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from dataclasses import dataclass, field
from typing import Any, Final

from ...content import digest_of
from .factory import Factory
from .opened import QuietContext

REFS: Final = tuple(f"ref {number}" for number in range(4))
CONTENTS: Final = {
    digest_of(content): content
    for content in (b"%d " % number * (1 + number * number) for number in range(60))
}
LONGEST_LIFE: Final = 0.03
"""Seconds that a process works at the most."""
_LOOKING: Final = 30.0
"""Seconds that a process may need to look at the store."""


@dataclass(slots=True)
class Killed:
    """The callers' knowledge of a store whose processes were killed.

    `acknowledged`: digests whose Commit returned, or that exist; `begun`: those whose Commit began.
    `commits`: how many returned.
    `kills`: how many processes were killed; `broken`: how STORE-17 was broken ("": it was not).
    """

    acknowledged: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)
    kills: int = 0
    commits: int = 0
    broken: str = ""

    def take(self, line: str) -> None:
        """A line of a process."""
        word, _, rest = line.partition(" ")
        if word == "begins":
            self.begun.add(rest)
        elif word == "has":
            self.acknowledged.add(rest)
        elif word == "committed":
            self.commits += 1
            self.acknowledged.add(rest)
        elif word == "deletes":
            self.acknowledged.discard(rest)
        elif word == "broken":
            self.broken = self.broken or rest


def kill_again_and_again(
    factory: Factory, folder: str, *, kills: int, seed: int, together: int = 1
) -> Killed:
    """Kill so many processes, of which *together* work at the same time on one folder."""
    random_numbers = random.Random(seed)
    known = Killed()
    while known.kills < kills and not known.broken:
        seeds = [random_numbers.randrange(1 << 30) for _ in range(together)]
        life = random_numbers.uniform(0, LONGEST_LIFE)
        _one_round(factory, folder, known, seeds, life)
    return known


def _one_round(factory: Factory, folder: str, known: Killed, seeds: list[int], life: float) -> None:
    children: list[tuple[int, _Lines]] = []
    for number, seed in enumerate(seeds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _live(factory, folder, known, seed, writing, looks=number == 0)
        os.close(writing)
        children.append((child, _Lines(reading, known)))
        if not children[-1][1].until_it_has_looked():
            known.broken = known.broken or f"a call did not return within {_LOOKING:g} s"
    time.sleep(life)
    for child, _ in children:
        os.kill(child, signal.SIGKILL)
    for child, lines in children:
        os.waitpid(child, 0)
        lines.to_the_end()
        known.kills += 1


class _Lines:
    """The lines that a process reports, without a last one that the kill has torn."""

    def __init__(self, reading: int, known: Killed) -> None:
        self._reading = reading
        self._known = known
        self._rest = b""

    def until_it_has_looked(self) -> bool:
        """True if it has, in time, or has ended."""
        end = time.monotonic() + _LOOKING
        while (left := end - time.monotonic()) > 0:
            if select.select([self._reading], [], [], left)[0]:
                lines = self._read()
                if not lines or any(line.startswith(("looked", "broken")) for line in lines):
                    return True
        return False

    def to_the_end(self) -> None:
        """All that is left."""
        while self._read():
            pass
        os.close(self._reading)

    def _read(self) -> list[str]:
        """Some lines; none at the end."""
        while True:
            data = os.read(self._reading, 1 << 16)
            *lines, self._rest = (self._rest + data).split(b"\n")
            for line in lines:
                self._known.take(line.decode())
            if lines or not data:
                return [line.decode() for line in lines]


# -- in the child --------------------------------------------------------------------------------


def _live(
    factory: Factory, folder: str, known: Killed, seed: int, writing: int, *, looks: bool
) -> None:
    """Never returns."""

    def report(line: str) -> None:
        os.write(writing, line.replace("\n", " ").encode() + b"\n")

    try:
        store = factory.make(folder)
        broken = look(factory, store, known, report) if looks else ""
        if looks and not broken and hasattr(store, "delete"):
            make_room(store, random.Random(seed), known, report)
        report(f"broken {broken}" if broken else "looked")
        while not broken:
            seed += 1
            work(factory, store, random.Random(seed), report)
    except BaseException as error:
        report(f"broken {type(error).__name__}: {error}")
    finally:
        os._exit(0)


def look(factory: Factory, store: Any, known: Killed, report: Any) -> str:
    """The violation of STORE-17; "": there is none."""
    ctx = QuietContext()
    for digest, content in CONTENTS.items():
        try:
            reader = store.reader(ctx, digest)
        except Exception as error:
            if digest in known.acknowledged:
                return f"{digest} was acknowledged, and is gone: {error}"
            continue
        found = _all_of(reader)
        reader.close()
        if digest not in known.begun | known.acknowledged:
            return f"{digest} is visible, although it was not committed"
        if found != content:
            return f"{digest} has {len(found)} bytes instead of {len(content)}"
        report(f"has {digest}")
    for ref in REFS:
        try:
            writer = store.writer(ctx, ref, 0, "")
            writer.truncate(0)
            write(writer, ref.encode())
            _commit(factory, writer, len(ref), digest_of(ref.encode()))
            writer.close()
        except Exception as error:
            return f"{ref!r} cannot be used: {type(error).__name__}: {error}"
    return ""


def make_room(store: Any, draw: random.Random, known: Killed, report: Any) -> None:
    """Delete half of the content, so that there is something to commit."""
    for digest in sorted(known.acknowledged):
        if draw.randrange(2):
            report(f"deletes {digest}")
            store.delete(QuietContext(), digest)


def _all_of(reader: Any) -> bytes:
    found = b""
    while piece := reader.read(1 << 20):
        found += piece
    return found


def _commit(factory: Factory, writer: Any, size: int, digest: str) -> None:
    """Commit; that it exists is as good."""
    try:
        writer.commit(size, digest)
    except Exception as error:
        if "exists" not in factory.border.kinds(error):
            raise


def write(writer: Any, content: bytes) -> None:
    """Write it all: a Write may take a part of what it is given."""
    while content and (taken := writer.write(content)) > 0:
        content = content[taken:]


def work(factory: Factory, store: Any, draw: random.Random, report: Any) -> None:
    """One ingest, which may be abandoned."""
    ctx = QuietContext()
    digest, content = draw.choice(list(CONTENTS.items()))
    try:
        writer = store.writer(ctx, draw.choice(REFS), len(content), digest)
    except Exception as error:
        kinds = factory.border.kinds(error)
        if "exists" in kinds:
            report(f"has {digest}")
        elif "locked" not in kinds:
            raise
        return
    writer.truncate(0)
    middle = draw.randrange(len(content) + 1)
    write(writer, content[:middle])
    if draw.randrange(4):
        write(writer, content[middle:])
        report(f"begins {digest}")
        _commit(factory, writer, len(content), digest)
        report(f"committed {digest}")
    writer.close()
