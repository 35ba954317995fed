"""In which surroundings a row of the table holds: facts of the call, and what has come of it."""

from __future__ import annotations

from collections.abc import Callable

from ..media_types import DOCKER_SCHEMA1
from .call import Call
from .table import Condition

READ_UP_TO = "the source is read up to the offset"


def _is_wrong(call: Call) -> bool:
    run = call.run
    other_bytes = bool(run.reader or run.embeds_content) and not run.partial_is_right
    return any((call.has_wrong_content, other_bytes, _is_too_long(call)))


def _is_too_long(call: Call) -> bool:
    # A window of the first 0 bytes has none.
    bounded = call.run.size > 0 or (call.run.size == 0 and call.windowed)
    return bounded and call.bytes.begins_at > call.run.size


def _may_fail(call: Call) -> bool:
    # A failing close is a matter of its own: `handles` judges what it does to the result.
    return any((call.reasons, call.may_give_up, call.run.close_errors, _is_wrong(call)))


def _may_still_fail(call: Call) -> bool:
    # What happened on the way to the Commit was made good by it.
    return any((call.may_give_up, _is_wrong(call), call.closing_came_out))


def _has_failed(call: Call) -> bool:
    return bool(call.payable) and not call.resets and not call.bytes.is_enough


def _has_broken(call: Call) -> bool:
    start = call.bytes.start
    elsewhere = not call.edition.discards or CAN_SEEK.holds(call) or CAN_READ_AT.holds(call)
    return _has_failed(call) and not (start > 0 and elsewhere)


def _ends_early(call: Call) -> bool:
    run, bytes_ = call.run, call.bytes
    short = len(run.content) < run.size > bytes_.start
    else_wrong = (bytes_.is_short, call.reasons, call.may_give_up, _reports_an_error(call))
    return short and bool(run.reader) and not any(else_wrong)


def _reports_an_error(call: Call) -> bool:
    return any(map(call.is_paid, call.payable))


def _is_the_last_reset(call: Call) -> bool:
    return call.edition.rounds is not None and call.resets + 1 >= call.edition.rounds


def _can_read_at(call: Call) -> bool:
    return "read_at" in call.run.can and call.run.size > call.bytes.start


def _runs_forwards(call: Call) -> bool:
    run = call.run
    can_go_back = "seek" in run.can or ("read_at" in run.can and run.size >= 0)
    return bool(run.reader) and not (can_go_back or call.windowed)


def _needs_a_source(call: Call) -> bool:
    is_refused = call.run.size == 0 and call.edition.size_0_refused and not call.is_push
    return not (call.has_source or call.run.embeds_content or is_refused)


def _if(text: str, holds: Callable[[Call], bool]) -> Condition:
    return Condition(text, holds)


# -- of the call -------------------------------------------------------------------------------

IS_SCHEMA_1 = _if(
    "The descriptor is of a schema 1 manifest",
    lambda call: call.run.descriptor.media_type == DOCKER_SCHEMA1,
)
IS_OF_SIZE_0 = _if("The descriptor's size is 0", lambda call: call.run.size == 0)
SIZE_IS_UNKNOWN = _if("The size is below 0", lambda call: call.run.size < 0)
EMBEDS_CONTENT = _if("The descriptor embeds the content", lambda call: call.run.embeds_content)
HAS_GIVEN_UP = _if("The caller has given up", lambda call: call.has_given_up)

# -- of the ingest and the source --------------------------------------------------------------

KNOWS_THE_OFFSET = _if(
    "The handler has called Status before", lambda call: call.bytes.offset is not None
)
IS_COMPLETE = _if("The ingest is complete", lambda call: call.bytes.offset == call.run.size > 0)
IS_AT_THE_START = _if("The offset is 0", lambda call: call.bytes.start == 0)
CAN_SEEK = _if("The source is seekable", lambda call: "seek" in call.run.can)
CAN_READ_AT = _if("The source is read-at, and the size is above the offset", _can_read_at)
RUNS_FORWARDS = _if("The source is plain, or it is read-at and the size is unknown", _runs_forwards)
HAS_NO_SOURCE = _if("A source is needed, and none was opened", _needs_a_source)
IS_TOO_LONG = _if("The ingest is too long", lambda call: call.bytes.start > call.run.size >= 0)
NEED_NOT_MOVE = _if(
    "A push may read its source at any offset, or no bytes are missing",
    lambda call: call.windowed or call.bytes.held == call.run.size > 0,
)
TOOK_LESS = _if("A Write took fewer bytes than it was given", lambda call: call.bytes.is_short)

# -- of what has happened ----------------------------------------------------------------------

WAS_RESET = _if("The writer has reported a reset", lambda call: call.resets > 0)
IS_THE_LAST_RESET = _if("No further round is allowed", _is_the_last_reset)
HAS_READ_ENOUGH = _if("The source has given `size` bytes", lambda call: call.bytes.is_enough)
HAS_FAILED = _if("A read has failed before Status, and bytes are missing", _has_failed)
HAS_BROKEN = _if("The same, and the source cannot be read from another place", _has_broken)
ENDS_EARLY = _if(
    "The source has ended before the known size, and nothing else went wrong", _ends_early
)
ENDS_BEFORE_THE_OFFSET = _if(
    "The source, which is read up to the offset, ends before it",
    lambda call: call.ends_before_the_offset,
)
REPORTS_AN_ERROR = _if(
    "The handler failed with an error that it could have ignored",
    _reports_an_error,
)
MAY_STILL_FAIL = _if(
    "The content that was committed is not right, or the caller has given up", _may_still_fail
)
MAY_FAIL = _if(
    "Something has gone wrong, the content is not right, or the caller has given up", _may_fail
)
