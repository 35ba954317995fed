"""The requirement of which a deviation is only a consequence, where the call's descriptor decides
it.

A media type that is not moved at all is not moved with an unknown size or with size 0, either; and
whoever refuses it does so before anything else.
"""

from __future__ import annotations

from ..media_types import DOCKER_SCHEMA1, OCI_LAYER, kind_of
from .run import Run
from .table import Rule

ASKED_FIRST, FIRST_BYTES = Rule("FETCH-3", "PUSH-1"), Rule("PUSH-5")
UNKNOWN = Rule("COPY-17")
OF_SCHEMA_1, GIVEN_UP_BEFORE = Rule("PUSH-6"), Rule("FETCH-12")
_OF_LAYERS, _OF_OTHERS, _OPAQUE = Rule("FETCH-2a"), Rule("FETCH-2"), Rule("FETCH-13")
_BY_TYPE = {(True, DOCKER_SCHEMA1): OF_SCHEMA_1, (False, OCI_LAYER): _OF_LAYERS}
_OF_TYPES = (OF_SCHEMA_1, _OF_OTHERS, _OPAQUE)
_REFUSABLE = (_OF_OTHERS, _OPAQUE, UNKNOWN)
"""By these a fetch may fail for its media type or size, before it has to look at the context."""


def rule_of_media_type(run: Run) -> Rule:
    """The rule by which a descriptor of this media type is moved at all."""
    others = FIRST_BYTES if run.is_push else _of_content(run)
    return _BY_TYPE.get((run.is_push, run.descriptor.media_type), others)


def _of_content(run: Run) -> Rule:
    """A document that is none may be taken for what it is called, or for bytes."""
    has_braces = (run.content[:1], run.content[-1:]) == (b"{", b"}")
    is_document = kind_of(run.descriptor.media_type) in ("manifest", "index")
    return _OPAQUE if run.reader and is_document and not has_braces else _OF_OTHERS


def cause_of(rule: Rule, run: Run) -> Rule | None:
    """The rule of which it is a consequence that *run* breaks *rule*, if both are broken.

    Layers are no exception: if COPY-17 is broken by them, too, it follows from nothing.
    """
    of_size = rule == UNKNOWN or (run.is_of_size_0 and rule in (ASKED_FIRST, FIRST_BYTES))
    if not run.is_push and run.cancelled_beforehand and (of_size or rule in _REFUSABLE):
        return GIVEN_UP_BEFORE
    of_type = rule_of_media_type(run)
    return of_type if of_size and of_type in _OF_TYPES else None
