"""A journal as a story in virtual time, for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..content import Descriptor
from ..scenarios.durations import as_text as time_as_text
from ..scenarios.scenario import OF_TREES, HandlerCall, Scenario
from ..scenarios.script import Script
from ..scenarios.whole_calls import WholeCall, whole_call
from ..world.journal import Entry, Journal, Outcome, Strange
from .shortening import LONGEST, on_one_line, short
from .trees import of_a_tree

MAX_LINES = 40
_SHOWN_BYTES = 24
_MOST_EVENTS = 2_000
"""Events that are looked at from each end of a journal: some have hundreds of thousands."""
_LONGEST_ROUND = 4
_WORTH_FOLDING = 3
"""Lines that a repetition has to save before it is folded into one."""


def story(scenario: Scenario, journal: Journal) -> list[str]:
    """The surroundings, then every event; the middle of a long story is left out."""
    lines = [*surroundings(scenario), *_events(journal)]
    if len(lines) > MAX_LINES:
        left_out = len(lines) - MAX_LINES
        half = MAX_LINES // 2
        lines = [*lines[:half], f"  … {left_out} lines left out …", *lines[-half:]]
    return lines


def surroundings(scenario: Scenario) -> Iterator[str]:
    """The unusual surroundings of a scenario, before anything happens."""
    held = scenario.surroundings.held
    for digest, holder in sorted(held.items(), key=lambda item: (item[1].until, item[0])):
        ends = "commits it" if holder.commits else "leaves it"
        begins = f"another client holds the ingest of {short(digest)}"
        yield f"{begins} and {ends} at {time_as_text(holder.until)}"
    yield from _of_scripts(scenario)
    for one in scenario.hand_overs:
        if one.is_at_a_line:
            times = f" for the {_ordinal(one.nth)} time" if one.nth > 1 else ""
            yield f"before {one.strand} runs {one.op}{times}, it is the turn of {one.to}"
    for number, call in enumerate(scenario.calls):
        if isinstance(call, Script):
            where = f", on another store of the process ({call.store})" if call.store else ""
            steps = f"{len(call.steps)} step{'s' * (len(call.steps) != 1)}"
            yield f"t{number}: a script of {steps}{where}"
            continue
        whole = whole_call(scenario, call)
        if call.kind in OF_TREES:
            yield f"t{number}: {'; '.join(of_a_tree(whole))}"
            continue
        if call.kind == "key":
            yield f"t{number}: the key of {_of_what(whole)}"
        if parts := list(_unusual(whole)):
            yield f"t{number}: {'; '.join(parts)}"


def _ordinal(number: int) -> str:
    """2nd, 3rd, 4th, 11th."""
    last = 0 if number % 100 in (11, 12, 13) else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def _of_scripts(scenario: Scenario) -> Iterator[str]:
    """The content for scripts: that no call of a handler is about."""
    handled = {call.descriptor.digest for call in scenario.calls if isinstance(call, HandlerCall)}
    for digest, content in sorted(scenario.surroundings.contents.items()):
        if digest in handled:
            continue
        if content.in_store:
            yield f"the store has {short(digest)}: {_bytes(content.stored)}"
        if content.partial is not None:
            left = _bytes(content.partial.content)
            yield f"an earlier ingest of {short(digest)} has left {left}"


def _of_what(task: WholeCall) -> str:
    descriptor = task.descriptor
    named = [f"{name} {value!r}" for name, value in descriptor.annotations.items()]
    parts = (repr(descriptor.media_type), repr(descriptor.digest), *named)
    return ", ".join(map(short, parts))


def _unusual(task: WholeCall) -> Iterator[str]:
    if task.present:
        yield "the content is there already"
    if task.partial is not None:
        yield f"an earlier ingest has left {_bytes(task.partial.content)}"
    yield from _since_1_6(task)
    if task.kind == "key":
        return
    source = task.source
    if source is None:
        yield "there is no such content"
        return
    can = " and ".join({"seek": "seeks", "read_at": "reads at"}[able] for able in source.can)
    yield f"the source {can or 'is plain'} and holds {_bytes(source.blob.content)}"
    if source.breaks_at is not None and source.breaks_at <= source.blob.size:
        yield f"it breaks after {source.breaks_at} bytes ({source.breaks_with})"


def _since_1_6(task: WholeCall) -> Iterator[str]:
    for number, one in enumerate(task.prefixes, 1):
        used = "" if number <= len(task.carried) else ", which is not for this call"
        yield f"a context is derived with the prefix {one.prefix!r} for {one.media_type}{used}"
    if task.descriptor.data is not None:
        yield f"the descriptor embeds {_bytes(task.descriptor.data)}"
    if task.pusher_ingests:
        yield "the pusher is also an ingester"


def _events(journal: Journal) -> Iterator[str]:
    entries = journal.entries
    left_out = len(entries) - 2 * _MOST_EVENTS
    shown = entries if left_out <= 0 else entries[:_MOST_EVENTS] + entries[-_MOST_EVENTS:]
    times = [time_as_text(entry.at) for entry in shown]
    wide = max([10, *map(len, times)])
    lines = [f"{at:>{wide}}  {_line(entry)}" for at, entry in zip(times, shown, strict=True)]
    indent = " " * wide
    if left_out > 0:
        yield from folded(lines[:_MOST_EVENTS], indent)
        yield f"{indent}  … {left_out} events left out …"
        lines = lines[_MOST_EVENTS:]
    yield from folded(lines, indent)
    if journal.stuck is not None:
        why = f"{journal.stuck.why}: {journal.stuck.details}"
        yield f"{'':>{wide}}  {on_one_line(why, LONGEST)}"
    for still in journal.left_behind:
        yield f"{'':>{wide}}  still there: {on_one_line(still, LONGEST)}"


def _line(entry: Entry) -> str:
    took = f" (took {time_as_text(entry.done - entry.at)})" if entry.done > entry.at else ""
    return f"t{entry.task}  {describe(entry)}{took}"


def folded(lines: Sequence[str], indent: str) -> Iterator[str]:
    """*lines*, with repeated rounds of up to `_LONGEST_ROUND` lines shown once.

    The numbers of errors do not count: each refusal has a new one.
    """
    alike = [_ERROR.sub("error", line) for line in lines]
    place = 0
    while place < len(lines):
        size, rounds = _longest_repetition(alike, place)
        yield from lines[place : place + size]
        if rounds > 1:
            what = "the same" if size == 1 else f"the same {size} lines"
            yield f"{indent}  … {rounds - 1} times {what} …"
        place += size * rounds


def _longest_repetition(lines: Sequence[str], start: int) -> tuple[int, int]:
    """The number of lines from *start* on that make a round, and the number of its rounds."""
    for size in range(1, _LONGEST_ROUND + 1):
        end = start + size
        while end < len(lines) and lines[end] == lines[end - size]:
            end += 1
        rounds = (end - start) // size
        if (rounds - 1) * size >= _WORTH_FOLDING:
            return size, rounds
    return 1, 1


def describe(entry: Entry) -> str:
    """An event in words."""
    if entry.op == "start":
        return "is called" + (", its context cancelled" if entry.args["cancelled"] else "")
    if entry.op == "return":
        return f"returns {_outcome(entry.result['outcome'])}"
    if entry.op == "cancel":
        return "is cancelled by its caller"
    if entry.op == "log":
        return short(f"logs {entry.args['level']}: {entry.args['message']}")
    if entry.op == "disk":
        return f"  (disk: {entry.args['what']})"
    if entry.op == "cut":
        return _cut(entry)
    if entry.op == "children":
        return f"its children: {', '.join(map(_child, entry.result['children'])) or 'none'}"
    if entry.op == "abandoned":
        return f"the task of {entry.args['visit']} is cancelled"
    arguments = ", ".join(_arguments(entry.args))
    on = f"{entry.handle}." if entry.handle else ""
    name = entry.op.removeprefix("w.").removeprefix("r.")
    return f"{on}{name}({arguments}) → {_answer(entry)}"


def _cut(entry: Entry) -> str:
    during = f" during {entry.args['during']}" if entry.args["during"] else ""
    what = "the process is killed" if entry.args["kill"] else "the power is cut"
    lost = f"; {'; '.join(entry.args['missing'])}" if entry.args["missing"] else ""
    return f"{what}{during}{lost}; the store is opened again → {_answer(entry)}"


def _arguments(args: Mapping[str, Any]) -> Iterator[str]:
    for name, value in args.items():
        if isinstance(value, Descriptor):
            yield f"{value.media_type} {short(value.digest)} size {value.size}"
        elif isinstance(value, (bytes, bytearray)):
            yield _bytes(bytes(value))
        elif name == "number":
            yield from [f"handler {value + 1} of the chain"] * bool(value)
        elif name == "ctx":
            if value["cancelled"]:
                yield "ctx cancelled"
        elif isinstance(value, (str, Strange)):
            yield short(str(value))
        else:
            yield f"{value}"


def _child(child: object) -> str:
    return short(child.digest or "an empty one") if isinstance(child, Descriptor) else str(child)


def _answer(entry: Entry) -> str:
    parts = []
    result: Mapping[str, Any] = entry.result
    for name, value in result.items():
        if isinstance(value, bytes):
            parts.append(_bytes(value))
        elif name == "end":
            parts += ["end"] * bool(value)
        elif name == "can":
            parts += [f"can {' and '.join(value)}"] * bool(value)
        elif name == "n":
            parts.append(f"{value} taken")
        elif name == "children":
            parts.append(f"children {', '.join(map(_child, value)) or 'none'}")
        elif name == "waits":
            parts += [f"takes {time_as_text(value)}"] * bool(value)
        elif name == "contents":
            parts.append(f"{len(value)} blobs")
        elif name in ("offset", "total", "size"):
            parts.append(f"{name} {value}")
        elif name in ("writer", "reader", "visit"):
            parts.append(str(value))
    if entry.refusal is not None:
        error = f"error {entry.refusal.id}: {entry.refusal.kind}"
        parts.append(error + _wrapped(entry.refusal.wrap))
    return ", ".join(part for part in parts if part) or "done"


def _wrapped(wrap: str) -> str:
    how, _, other = wrap.partition(":")
    if not other:
        return f", wrapped ({wrap})" if wrap else ""
    return f", in a group with {other}" if how == "beside" else f", raised while handling {other}"


def _outcome(outcome: Outcome) -> str:
    changed = f"; its descriptor has been changed: {outcome.changed}" if outcome.changed else ""
    return _ending(outcome) + on_one_line(changed, LONGEST)


def _ending(outcome: Outcome) -> str:
    if outcome.crash:
        text = f"no proper result: it {outcome.crash} {outcome.message}".rstrip()
        return on_one_line(text, LONGEST)
    if outcome.key is not None:
        return repr(short(outcome.key))
    if outcome.ok:
        return "success" + (f" and {outcome.children} children" if outcome.children else "")
    of = f" [{', '.join(outcome.ids)}]" if outcome.ids else ""
    return f"the error{of} “{short(outcome.message)}”"


_ERROR = re.compile(r"error e\d+")


def _bytes(content: bytes) -> str:
    if len(content) <= _SHOWN_BYTES:
        return f"{content!r}"
    return f"{content[:_SHOWN_BYTES]!r}… ({len(content)} bytes)"
