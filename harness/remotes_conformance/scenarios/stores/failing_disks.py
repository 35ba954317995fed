"""A disk that is full or fails, at each step of an ingest; then everything is done again."""

from __future__ import annotations

from functools import partial

from .building import ScriptBuilder, Stories, made

story = Stories()


def _write_again(c: ScriptBuilder) -> None:
    """The ref is free, and can be made good again; what was there before is unharmed."""
    c.observe(0, 1)
    writer = c.open("one", 0)
    c.status(writer)
    c.truncate(writer)
    c.status(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0, 1)


def _in_an_ingest(c: ScriptBuilder, *, where: str, call: str, nth: int, error: str) -> None:
    c.put("before", 1)
    writer = c.open("one", 0)
    steps = {"open": writer, "write": c.write(writer, 0, 0, 7)}
    c.status(writer)
    if where == "write":
        c.fail(steps["write"], call, nth, error)
        c.close(writer)
        _write_again(c)
        return
    if where == "truncate":
        c.fail(c.truncate(writer), call, nth, error)
        c.close(writer)
        _write_again(c)
        return
    c.write(writer, 0, 7)
    steps["commit"] = c.commit(writer)
    c.close(writer)
    steps["close"] = len(c.steps) - 1
    c.fail(steps[where], call, nth, error)
    _write_again(c)


def _in_a_resume(c: ScriptBuilder, *, call: str, error: str) -> None:
    c.put("before", 1)
    c.leave_ingest()
    writer = c.open()
    c.fail(writer, call, 1, error)
    c.close(writer)
    _write_again(c)


def _in_an_abort(c: ScriptBuilder, *, call: str) -> None:
    c.leave_ingest()
    c.fail(c.abort(), call)
    writer = c.open()
    c.truncate(writer)
    c.write(writer)
    c.commit(writer)
    c.close(writer)
    c.observe(0)


_PLACES = {
    "open": ("open", "write", "fsync", "rename", "close"),
    "write": ("write", "open", "close"),
    "commit": ("write", "fsync", "rename", "close", "open"),
    "close": ("close", "write", "fsync"),
    "truncate": ("write", "open"),
}
_ERRORS = {"write": "ENOSPC", "open": "ENOSPC"}
_TIMES = {"commit": (1, 2, 3)}
_NTH = {1: "", 2: "the second ", 3: "the third "}

for _where, _calls in _PLACES.items():
    for _call in _calls:
        for _nth in _TIMES.get(_where, (1,)):
            _error = _ERRORS.get(_call, "EIO")
            _what = "the disk is full" if _error == "ENOSPC" else f"{_NTH[_nth]}{_call} fails"
            if _error == "ENOSPC":
                _what += f" from {_NTH[_nth] or 'the first '}{_call} on"
            _tell = partial(_in_an_ingest, where=_where, call=_call, nth=_nth, error=_error)
            story.all.append(made(f"in {_where.capitalize()} {_what}", _tell))

for _call in ("open", "write", "close"):
    _tell = partial(_in_a_resume, call=_call, error=_ERRORS.get(_call, "EIO"))
    story.all.append(made(f"an ingest is opened again, and {_call} fails", _tell))

for _call in ("fsync", "rename", "open"):
    story.all.append(made(f"in Abort {_call} fails", partial(_in_an_abort, call=_call)))


@story("a Write fails, and the bytes that its ingest has then are committed")
def _(c: ScriptBuilder) -> None:
    writer = c.open_unknown()
    c.fail(c.write(writer), "write", error="ENOSPC")
    c.status(writer)
    c.commit(writer, size=0, digest="")
    c.close(writer)
    c.walk()
