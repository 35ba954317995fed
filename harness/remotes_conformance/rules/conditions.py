"""In which surroundings a row of the table holds: facts of the call, and what has come of it."""

from __future__ import annotations

from ..media_types import DOCKER_SCHEMA1
from .call import Call

READ_UP_TO = "it is read up to the offset"


def is_schema_1(call: Call) -> bool:
    """The descriptor is of a schema 1 manifest."""
    return call.run.descriptor.media_type == DOCKER_SCHEMA1


def is_complete(call: Call) -> bool:
    """The ingest has all `size` bytes."""
    return call.bytes.offset == call.run.size > 0


def has_a_ref(call: Call) -> bool:
    """An ingester opens the writer: there is a ref to wait for."""
    return call.ingests


def is_of_size_0(call: Call) -> bool:
    """The descriptor's size is 0."""
    return call.run.size == 0


def embeds_content(call: Call) -> bool:
    """The descriptor embeds the content."""
    return call.run.embeds_content


def knows_the_offset(call: Call) -> bool:
    """The Status was asked before."""
    return call.bytes.offset is not None


def is_too_long(call: Call) -> bool:
    """The ingest has more bytes than the copy. A window of the first 0 bytes has none."""
    size = call.run.size
    return (call.bytes.offset or 0) > size and (size > 0 or (size == 0 and call.windowed))


def has_wrong_content(call: Call) -> bool:
    """The source holds something else than the descriptor says."""
    return call.run.is_copy and not call.run.content_is_right


def has_given_up(call: Call) -> bool:
    """The caller has given up."""
    return call.run.cancelled is not None


def may_fail(call: Call) -> bool:
    """Something has gone wrong, the content is not right, or the caller has given up."""
    run = call.run
    gave_up = has_given_up(call) and not run.cancelled_beforehand
    other_bytes = run.is_copy and not run.left_over_is_right
    wrong = has_wrong_content(call) or other_bytes or is_too_long(call)
    # A failing close is a matter of its own: `handles` judges what it does to the result.
    return bool(call.reasons or gave_up or wrong or run.close_errors)


def ends_early(call: Call) -> bool:
    """The source has ended before the known size, and nothing else went wrong."""
    run = call.run
    short = len(run.content) < run.size > call.bytes.start
    return short and run.is_copy and not call.bytes.is_short


def is_read_up_to(call: Call) -> bool:
    """The source is read up to the offset for nothing."""
    return call.row.state.name == READ_UP_TO


def ends_before_the_offset(call: Call) -> bool:
    """A source that is read up to the offset ends before it."""
    return len(call.run.content) < call.bytes.start != call.run.size


def is_the_last_reset(call: Call) -> bool:
    """The edition has no round after this one."""
    return call.edition.rounds is not None and call.resets + 1 >= call.edition.rounds


def has_read_enough(call: Call) -> bool:
    """The source has given `size` bytes."""
    return call.bytes.is_enough


def has_failed(call: Call) -> bool:
    """A read has failed before the first round, and bytes are missing."""
    return bool(call.payable) and not call.resets and not call.bytes.is_enough


def has_broken(call: Call) -> bool:
    """The same, of a source that has no other place to be read from."""
    elsewhere = call.bytes.start > 0 and (can_seek(call) or can_read_at(call))
    over = call.bytes.start > 0 and not call.edition.discards
    return has_failed(call) and not elsewhere and not over


def was_reset(call: Call) -> bool:
    """The writer has asked for another round."""
    return call.resets > 0


def had_no_source(call: Call) -> bool:
    """The ingest was complete, and no source was opened."""
    return not call.has_source


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
    return call.run.is_copy and not (call.run.can or call.windowed)
