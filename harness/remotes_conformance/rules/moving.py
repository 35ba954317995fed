"""What is checked while the bytes of a copy are moved, and whose rule it is."""

from __future__ import annotations

from ..journal import Entry
from .follow import Blame, Call, Debt, Deviation, Rule
from .opening import UNKNOWN, begins, of_media_type, of_success

FROM_START, FIRST_BYTES, COMPLETE = Rule("COPY-2"), Rule("PUSH-5"), Rule("COPY-22")
PREFERENCE, COMMIT, EARLY_END = Rule("COPY-8"), Rule("COPY-13"), Rule("COPY-18a")
READ, SHORT_WRITE, WITH_END = Rule("COPY-9"), Rule("COPY-11"), Rule("COPY-10")
WRONG_CONTENT, TOO_LONG, AGAIN, NO_LIMIT = (
    Rule("COPY-18"), Rule("COPY-19"), Rule("COPY-24"), Rule("COPY-26"),
)  # fmt: skip
MANY_RESETS = 5
READ_UP_TO = "it is read up to the offset"


# -- whose rule it is --------------------------------------------------------------------------


def again(call: Call) -> Rule:
    """The rule of a round after a reset."""
    return NO_LIMIT if call.edition.rounds is None and call.resets >= MANY_RESETS else AGAIN


class Once:
    """A rule of the first round; in rounds after a reset, the rule of resets stands for it."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def __call__(self, call: Call) -> Rule:
        return again(call) if call.resets else self.rule


class Way(Once):
    """The rule of how a copy begins. Where all bytes are there, that has a rule of its own."""

    def __call__(self, call: Call) -> Rule:
        return COMPLETE if call.was_complete and not call.resets else super().__call__(call)


def way(call: Call) -> Rule:
    """The rule of how this copy began."""
    rule = call.way.rule if call.way is not None else COMMIT
    return rule if isinstance(rule, Rule) else rule(call)


def preferred(call: Call) -> Rule:
    """Whose rule it is that a source which offers both is sought."""
    return PREFERENCE if "read_at" in call.run.can and not call.was_complete else way(call)


def read_at(call: Call) -> Rule:
    """Whose rule it is that a source which can be read at the offset is not read from its start."""
    return PREFERENCE if call.edition.discards else Rule("COPY-5")


def unfinished(call: Call) -> Rule:
    """Whose rule it is that a copy does not end without a Commit."""
    run = call.run
    if run.ok and run.is_copy and not run.content_is_right:
        return WRONG_CONTENT
    if run.ok and call.bytes.start > run.size > 0:
        return TOO_LONG
    if call.bytes.is_short:
        return Once(SHORT_WRITE)(call)
    return Once(COMMIT)(call) if run.ok else successful(call)


def successful(call: Call) -> Rule:
    """Whose rule it is that a copy succeeds in which nothing went wrong."""
    plain = call.way is None or way(call) in (FROM_START, FIRST_BYTES)
    return again(call) if call.resets else of_success(call) if plain else way(call)


def committed(call: Call) -> Rule:
    """Whose rule it is that a Commit is success."""
    refusal = call.run.of("Commit")[-1].refusal
    if call.run.close_errors:
        return Rule("FETCH-10", "PUSH-7")
    if refusal is not None:
        return Rule("LOCK-8" if refusal.wrap else "COPY-14")
    return successful(call)


# -- what is checked ---------------------------------------------------------------------------


def writes(call: Call, entry: Entry) -> None:
    """The writer is given the content's next bytes."""
    bytes_, data, size = call.bytes, entry.args["data"], call.run.size
    beyond = bytes_.held + len(data) - size
    if call.is_push and call.edition.push_window and data and beyond > 0 <= size:
        expected = f"no byte behind the first {size} is written"
        raise Deviation(way, expected, f"{beyond} of them were", "too much is written")
    place = bytes_.mismatch(entry)
    if place is not None:
        _are_not_of_another(call, data[place : place + 1])
        begin = bytes_.held + place
        expected = f"the writer receives the source's bytes from byte {bytes_.held} on, in order"
        wanted = bytes_.content[begin : begin + 8]
        seen = f"at byte {begin}: {data[place : place + 8]!r} instead of {wanted!r}"
        if bytes_.is_short:
            expected = (
                f"a Write took less than it was given: the rest follows, or an error; {expected}"
            )
        raise Deviation(
            Once(SHORT_WRITE) if bytes_.is_short else way, expected, seen, "other bytes are written"
        )
    bytes_.wrote(entry)


def _are_not_of_another(call: Call, strange: bytes) -> None:
    """One byte of another copy is enough: a shared buffer may hold a little of everybody's."""
    run = call.run
    for other in run.beside:
        if strange and other.is_copy and strange in other.content and strange not in run.content:
            expected = f"t{run.number}'s writer receives t{run.number}'s bytes"
            seen = f"{strange!r}, which t{other.number} has read"
            raise Deviation(Rule("COPY-20"), expected, seen, "bytes of another copy")


def took_less(call: Call, entry: Entry) -> None:
    """The writer took fewer bytes than it was given: the rest may follow, or an error."""
    call.bytes.is_short = True
    call.reasons.append("a short write")


def commits(call: Call, entry: Entry) -> None:
    """All bytes come before the Commit, and it is for what the descriptor says."""
    bytes_, run, size = call.bytes, call.run, call.run.size
    likes = call.is_push and call.edition.push_window and size <= 0
    if is_read_up_to(call) and ends_before_the_offset(call):
        expected = f"the source ends before the offset {bytes_.start}: an error, no Commit"
        raise Deviation(Rule("COPY-7"), expected, "Commit was called")
    if not bytes_.is_complete and not likes:
        blame, expected = _of_missing_bytes(call)
        raise Deviation(blame, expected, f"committed with {bytes_.held} bytes", "bytes are missing")
    if call.edition.early_end_fails and bytes_.held < size:
        expected = f"the source ends after {bytes_.held} of {size} bytes: unexpected end, no Commit"
        raise Deviation(EARLY_END, expected, "Commit was called")
    wanted, seen = (size, run.descriptor.digest), (entry.args["size"], entry.args["digest"])
    if seen != wanted:
        expected = f"Commit with the descriptor's size and digest, {wanted[0]} and {wanted[1]!r}"
        blame = Once(COMMIT)
        if size <= 0 and seen[0] != size:
            blame, expected = Once(UNKNOWN), f"Commit with the size {size}: not known"
        raise Deviation(blame, expected, f"{seen[0]} and {seen[1]!r}", "Commit with other values")
    call.keep(COMMIT)


def _of_missing_bytes(call: Call) -> tuple[Blame, str]:
    bytes_, size = call.bytes, call.run.size
    expected = f"all {len(bytes_.content)} bytes are written before Commit"
    if bytes_.is_short:
        return Once(SHORT_WRITE), f"a Write took less than it was given: {expected}"
    if bytes_.last_with_end and bytes_.missing == bytes_.last_with_end:
        told = f"the {bytes_.missing} bytes that came together with the end are written"
        return Once(WITH_END), told
    if size <= 0 and bytes_.start == 0:
        return Once(UNKNOWN), f"size {size} means not known: {expected}"
    return way, expected


def asks_for_a_reset(call: Call, entry: Entry) -> None:
    """The writer asks for another round."""
    run = call.run
    call.resets += 1
    call.debts, call.payable = [], []
    before = run.calls[: run.calls.index(entry)]
    if not any("reader" in one.result for one in before) and not run.embeds_content:
        call.reasons.append("no source was opened")
    elif run.reader in call.closed:
        call.reasons.append("the source was closed")


def goes_back(call: Call, entry: Entry) -> None:
    """The source has to be brought to the offset that the Status says."""
    begins(call, entry)
    run = call.run
    anywhere = (
        "seek" in run.can or run.embeds_content or (call.edition.push_window and call.is_push)
    )
    if not anywhere and not ("read_at" in run.can and run.size > call.bytes.start):
        call.reasons.append("a source that only runs forwards")
    call.keep(again)


def may_come_out(call: Call, entry: Entry) -> None:
    """An error that may come out, and need not."""
    call.payable.append(Debt(call.id(READ), entry))


def may_be_a_reason(call: Call, entry: Entry) -> None:
    """A call failed that nobody had to make."""
    call.reasons.append(f"a {entry.op} failed")


def is_for_the_offset(call: Call, entry: Entry) -> None:
    """Seek is for the offset, from the start."""
    offset, seen = call.bytes.start, entry.args
    if seen != {"offset": offset, "whence": "start"}:
        told = f"Seek({seen['offset']}, {seen['whence']})"
        raise Deviation(way, f"one Seek to {offset}, from the start", told, "another Seek")


def stands_there(call: Call, entry: Entry) -> None:
    """The source has been moved."""
    call.bytes.sought(entry.result["offset"])


def is_to_0(call: Call, entry: Entry) -> None:
    """Truncate is to 0."""
    if entry.args["size"] != 0:
        told = f"Truncate({entry.args['size']})"
        raise Deviation(way, "Truncate(0) once, then all bytes", told, "another Truncate")
    if entry.refusal is None:
        call.bytes.begin(0)


def is_behind_the_offset(call: Call, entry: Entry) -> None:
    """No byte before the offset is read."""
    start, seen = call.bytes.start, entry.args["offset"]
    if seen < start:
        expected = f"reading starts at the offset {start}"
        raise Deviation(way, expected, f"ReadAt({seen})", "read before the offset")


def is_an_unexpected_end(call: Call) -> None:
    """The error has the class *unexpected end*."""
    run = call.run
    if (
        run.outcome
        and "unexpected_end" not in run.outcome.kinds
        and not (run.close_errors or call.resets)
    ):
        expected = f"the source ends after {len(run.content)} of {run.size} bytes: unexpected end"
        raise Deviation(EARLY_END, expected, run.told, "another error came out")


# -- in which surroundings ---------------------------------------------------------------------


def ends_early(call: Call) -> bool:
    """The source has ended before the known size, and nothing else went wrong."""
    run = call.run
    short = len(run.content) < run.size > call.bytes.start
    return short and run.is_copy and not call.bytes.is_short


def is_read_up_to(call: Call) -> bool:
    """The source is read up to the offset for nothing."""
    return call.way is not None and call.way.name == READ_UP_TO


def ends_before_the_offset(call: Call) -> bool:
    """A source that is read up to the offset ends before it."""
    return len(call.run.content) < call.bytes.start != call.run.size


def is_the_last_reset(call: Call) -> bool:
    """The edition has no round after this one."""
    return call.edition.rounds is not None and call.resets + 1 >= call.edition.rounds


def has_read_enough(call: Call) -> bool:
    """The source has given `size` bytes."""
    return call.bytes.is_enough


def has_broken(call: Call) -> bool:
    """The source has failed already."""
    return bool(call.debts)


def was_reset(call: Call) -> bool:
    """The writer has asked for another round."""
    return call.resets > 0


def had_no_source(call: Call) -> bool:
    """The ingest was complete, and no source was opened."""
    return "no source was opened" in call.reasons


def is_at_the_start(call: Call) -> bool:
    """The offset is 0."""
    return call.bytes.start == 0


def can_seek(call: Call) -> bool:
    """The source seeks."""
    return "seek" in call.run.can


def can_read_at(call: Call) -> bool:
    """The source reads at offsets, and its size is above the offset."""
    return "read_at" in call.run.can and call.run.size > call.bytes.start


def size_is_unknown(call: Call) -> bool:
    """The size is below 0."""
    return call.run.size < 0


def has_heard_of_it(call: Call) -> bool:
    """An error came out that need not have come out."""
    return any(map(call.is_paid, call.payable))


def runs_forwards(call: Call) -> bool:
    """The source has no way back."""
    return call.run.is_copy and not call.run.can and not (call.is_push and call.edition.push_window)


# -- what is known from an end -----------------------------------------------------------------


def noticed(call: Call, saw: str = "noticed before Commit") -> None:
    """A copy has failed for a reason of its own."""
    run, bytes_ = call.run, call.bytes
    if bytes_.is_short:
        call.keep(SHORT_WRITE, "it was an error")
    if run.is_copy and not run.content_is_right:
        call.keep(WRONG_CONTENT)
        if run.cancelled is None and bytes_.start == 0 and not call.edition.early_end_fails:
            call.keep(EARLY_END, saw)
    if bytes_.start > run.size > 0:
        call.keep(TOO_LONG)


def left_to_commit(call: Call) -> None:
    """A Commit has failed."""
    noticed(call, "left to Commit")


def succeeded(call: Call) -> None:
    """A copy has succeeded."""
    run, bytes_ = call.run, call.bytes
    call.keep(committed)
    call.keep(of_media_type)
    call.keep(successful)
    for rule, applies in (
        (Rule("COPY-2a"), way(call) == FROM_START),
        (TOO_LONG, bytes_.start > run.size > 0),
        (WRONG_CONTENT, run.is_copy and not run.content_is_right),
        (WITH_END, bytes_.last_with_end > 0),
        (Rule("COPY-2a"), call.way is not None and way(call) == FROM_START),
    ):
        if applies:
            call.keep(rule)
    if bytes_.is_short:
        call.keep(SHORT_WRITE, "the rest was written")
    if bytes_.start and bytes_.furthest is not None and run.can == {"read_at"}:
        saw = "reads on past the size" if bytes_.furthest >= run.size else "stops at the size"
        call.keep(Rule("COPY-5a"), saw)
