"""Families of scripts for content stores: any steps, in any order, by several callers."""

from __future__ import annotations

from typing import Final

from ...content import digest_of
from ...contract.requirement import STORE_EDITION
from ..scenario import Scenario
from ..script import DISK_CALLS, Abort, Fault, Info, OpenReader, Script
from ..stores.building import BLOBS, DIGESTS, SIZE, ScriptBuilder
from ..stores.hostile import MALFORMED, STRANGE
from .drawing import Draw
from .scenarios import Family

_REFS: Final = ("one", "two")
_STRANGE: Final = tuple(dict.fromkeys(ref for refs in STRANGE.values() for ref in refs))
_MALFORMED: Final = tuple(MALFORMED.values())
_MOVES: Final = (
    "put", "open", "open", "write", "write", "write", "commit", "commit", "close", "close",
    "status", "truncate", "abort", "look", "reader", "read", "read", "read at", "delete", "wait",
)  # fmt: skip
_STEPS, _SLOTS = 14, 8


class _Drawing:
    """The steps of one caller, as far as they are drawn. *refs*: those that it uses."""

    def __init__(self, draw: Draw, refs: tuple[str, ...], *, malformed: bool) -> None:
        self.caller = ScriptBuilder()
        self._refs = refs
        self._malformed = malformed
        self._writers: list[tuple[int, int]] = []
        self._readers: list[int] = []
        for part in draw.several(1, _STEPS, _SLOTS):
            self._move(part)

    def _digest(self, draw: Draw, which: int) -> str:
        """The right digest of a blob; seldom none, another one, or a malformed one."""
        how = draw.pick(("right",) * 6 + ("none", "other"))
        if self._malformed and draw.seldom():
            return draw.pick(_MALFORMED)
        return {"right": DIGESTS[which], "none": ""}.get(how, digest_of(BLOBS[which][:5]))

    def _move(self, draw: Draw) -> None:
        move, which, ref = draw.pick(_MOVES), draw.integer(0, 2), draw.pick(self._refs)
        if move in ("write", "commit", "close", "status", "truncate") and self._writers:
            writer, of = self._writers[draw.integer(0, 255) % len(self._writers)]
            self._on_writer(draw, move, writer, of)
        elif move in ("read", "read at") and self._readers:
            reader = self._readers[draw.integer(0, 255) % len(self._readers)]
            self._on_reader(draw, move, reader)
        else:
            self._on_store(draw, move, which, ref)

    def _on_writer(self, draw: Draw, move: str, writer: int, which: int) -> None:
        caller = self.caller
        if move == "write":
            start, end = draw.pick(((0, SIZE), (0, 5), (5, SIZE), (0, 0), (0, 1), (1, SIZE)))
            caller.write(writer, which, start, end)
        elif move == "commit":
            size = draw.pick((SIZE, SIZE, 0, 5, -1))
            caller.commit(writer, which, size=size, digest=self._digest(draw, which))
        elif move == "truncate":
            caller.truncate(writer, draw.pick((0, 0, 0, 3)))
        elif move == "status":
            caller.status(writer)
        else:
            caller.close(writer)

    def _on_reader(self, draw: Draw, move: str, reader: int) -> None:
        if draw.seldom():
            self.caller.close(reader)
        elif move == "read":
            self.caller.read(reader, draw.pick((SIZE, 5, 1, 30)))
        else:
            self.caller.read_at(reader, draw.pick((0, 3, 11, 12, 20, -1)), draw.pick((12, 5, 30)))

    def _on_store(self, draw: Draw, move: str, which: int, ref: str) -> None:
        caller = self.caller
        if move == "put":
            caller.put(ref, which)
        elif move == "abort":
            caller.do(Abort(ref))
        elif move == "delete":
            caller.delete(which)
        elif move == "look":
            caller.observe(which)
        elif move == "wait":
            caller.wait(draw.pick((1, 10, 500)))
        elif move == "reader":
            self._readers.append(caller.do(OpenReader(self._digest(draw, which) or DIGESTS[which])))
        elif move == "status":
            caller.do(Info(self._digest(draw, which) or DIGESTS[which]))
        else:
            size = draw.pick((SIZE, SIZE, 0, 13))
            opened = caller.open(ref, which, size=size, digest=self._digest(draw, which))
            self._writers.append((opened, which))


def _scenario(*scripts: Script, schedule: bytes = b"") -> Scenario:
    return Scenario(scripts, schedule=schedule, edition=STORE_EDITION[0])


def _one_caller(draw: Draw) -> Scenario:
    drawn = _Drawing(draw, _REFS, malformed=False)
    return _scenario(drawn.caller.script())


def _several_callers(draw: Draw) -> Scenario:
    schedule = draw.binary(0, 48)
    scripts = []
    for part in draw.several(2, 3, 1 + _STEPS * _SLOTS):
        scripts.append(_Drawing(part, _REFS, malformed=False).caller.script())
    return _scenario(*scripts, schedule=schedule)


def _strange_names(draw: Draw) -> Scenario:
    refs = (draw.pick(_STRANGE), draw.pick(_STRANGE), draw.text(4))
    return _scenario(_Drawing(draw, refs, malformed=True).caller.script())


def _failing_disks(draw: Draw) -> Scenario:
    step, call = draw.integer(0, 20), draw.pick(DISK_CALLS)
    nth, error = draw.integer(1, 3), draw.pick(("EIO", "ENOSPC"))
    caller = _Drawing(draw, _REFS, malformed=False).caller
    caller.faults.append(Fault(step % len(caller.steps), call, nth, error))
    caller.put("three", 2)
    caller.observe()
    return _scenario(caller.script())


_ONE = 1 + _STEPS * _SLOTS
_STORE = frozenset({"store"})
STORE_FAMILIES: Final = (
    Family("one caller uses a store", "store", _STORE, _one_caller, frozenset(STORE_EDITION), _ONE),
    Family(
        "several callers meet in a store",
        "store",
        _STORE,
        _several_callers,
        frozenset(STORE_EDITION),
        50 + 3 * _ONE,
    ),
    Family(
        "refs are strange, digests malformed",
        "store",
        _STORE,
        _strange_names,
        frozenset(STORE_EDITION),
        11 + _ONE,
    ),
    Family(
        "the disk of a store fails",
        "store",
        _STORE | {"folder"},
        _failing_disks,
        frozenset(STORE_EDITION),
        4 + _ONE,
    ),
)
"""Everything that is drawn for stores."""
