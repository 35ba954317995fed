"""Stories of collaborators out of which an interruption comes, as by Ctrl-C."""

from __future__ import annotations

from .building import Story, fetch, push, story
from .cancelled_tasks import ended_by, others_go_on, plain_endings, resumed_endings

_NAMED = "{} is interrupted at {}"

STORIES: tuple[Story, ...] = (
    *plain_endings("interrupt", _NAMED),
    *resumed_endings("interrupt", _NAMED),
    *others_go_on("interrupt", _NAMED),
    *(
        story(
            f"{what} is interrupted while it closes its {opened}", ended_by("interrupt", call, op)
        )
        for what, call in (("a fetch", fetch()), ("a push", push()))
        for opened, op in (("reader", "r.Close"), ("writer", "w.Close"))
    ),
)
