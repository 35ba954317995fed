"""The requirements to blame, by name; functions, where they depend on the call."""

from __future__ import annotations

from ..media_types import DOCKER_SCHEMA1, OCI_LAYER
from .call import Call
from .conditions import IS_COMPLETE
from .consequences import (
    ASKED_FIRST,
    FIRST_BYTES,
    GIVEN_UP_BEFORE,
    UNKNOWN,
    rule_of_media_type,
)
from .run import wrap_of
from .table import Rule

SOURCE, LATE_STATUS = Rule("FETCH-5", "PUSH-4"), Rule("FETCH-5a")
WRAPPED, STATUS = Rule("LOCK-8"), Rule("COPY-1")
REFUSED, SIZE_0, EMBEDDED = Rule("FETCH-1"), Rule("FETCH-15"), Rule("FETCH-16")
ONCE = {"Writer": ASKED_FIRST, "Push": ASKED_FIRST, "Fetch": SOURCE, "Reader": SOURCE}
"""The requirements to open nothing a second time."""
FROM_START, COMPLETE = Rule("COPY-2"), Rule("COPY-22")
PREFERENCE, COMMIT, EARLY_END = Rule("COPY-8"), Rule("COPY-13"), Rule("COPY-18a")
READ, SHORT_WRITE, WITH_END = Rule("COPY-9"), Rule("COPY-11"), Rule("COPY-10")
WRONG_CONTENT, TOO_LONG = Rule("COPY-18"), Rule("COPY-19")
AGAIN, NO_LIMIT = Rule("COPY-24"), Rule("COPY-26")
MANY_RESETS = 5


def of_success(call: Call) -> Rule:
    """The rule by which a call succeeds in which nothing goes wrong."""
    run = call.run
    if run.is_of_size_0:
        # Of a fetch, it is only asked that it calls the ingester before it refuses the size.
        return FIRST_BYTES if call.is_push else ASKED_FIRST
    if run.cancelled_beforehand and run.descriptor.media_type == OCI_LAYER and not call.is_push:
        return GIVEN_UP_BEFORE
    return UNKNOWN if run.size <= 0 else of_media_type(call)


def of_media_type(call: Call) -> Rule:
    """The rule by which a descriptor of this media type is moved at all."""
    return rule_of_media_type(call.run)


def asks_at_all(call: Call) -> Rule:
    run = call.run
    is_schema_1 = run.descriptor.media_type == DOCKER_SCHEMA1
    plain = call.is_push and run.size >= 0 and not is_schema_1
    return ASKED_FIRST if plain or run.is_of_size_0 else of_success(call)


def wants_a_source(call: Call) -> Rule:
    run = call.run
    is_plain = run.descriptor.media_type == OCI_LAYER and not run.cancelled_beforehand
    return SOURCE if run.size > 0 and (call.is_push or is_plain) else of_success(call)


def writes_at_once(call: Call) -> Rule:
    """Without a source, a descriptor's embedded content is written, which does not match it."""
    embeds = call.edition.embeds and call.run.descriptor.data is not None
    return EMBEDDED if embeds and not call.is_push else SOURCE


def commits_at_once(call: Call) -> Rule:
    return COMPLETE if IS_COMPLETE.holds(call) else SOURCE


def has_a_source(call: Call) -> Rule:
    return COMMIT if call.run.ok else of_success(call)


def takes_exists(call: Call) -> Rule:
    if wrap_of(call.run.opens[-1]):
        return WRAPPED
    return Rule("LOCK-5", "PUSH-8") if call.locks else Rule("FETCH-4", "PUSH-2")


def refuses(call: Call) -> Rule:
    return UNKNOWN if call.run.size < 0 else REFUSED


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
    return call.way


def preferred(call: Call) -> Rule:
    """The requirement to seek a source that offers both."""
    return PREFERENCE if "read_at" in call.run.can and not call.was_complete else call.way


def unsought(call: Call) -> Rule:
    """The requirement that bytes are not written before the Seek, read at the offset or not."""
    return preferred(call) if call.bytes.furthest >= 0 else way(call)


def read_at(call: Call) -> Rule:
    """The requirement not to read a source from its start if it can be read at the offset."""
    return PREFERENCE if call.edition.discards else Rule("COPY-5")


def unfinished(call: Call) -> Rule:
    """The requirement that a copy does not end without a Commit."""
    ok = call.run.ok
    if ok and call.has_wrong_content:
        return WRONG_CONTENT
    if ok and call.bytes.start > call.run.size > 0:
        return TOO_LONG
    if call.bytes.is_short:
        return Once(SHORT_WRITE)(call)
    return Once(COMMIT)(call) if ok else successful(call)


def successful(call: Call) -> Rule:
    """The requirement that a copy without failures succeeds."""
    if call.resets:
        return again(call)
    return of_success(call) if call.way in (FROM_START, FIRST_BYTES) else call.way


def committed(call: Call) -> Rule:
    """The requirement that a Commit is success."""
    run, exists = call.run, call.not_committed
    if run.close_errors and not run.came_out(exists, by_class=True):
        return Rule("FETCH-10", "PUSH-7")
    if exists is not None:
        return WRAPPED if exists.wrap else Rule("COPY-14")
    return successful(call)
