"""Stories of pushes."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import DOCKER_SCHEMA1, KNOWN
from ..scenario import MILLISECOND, WRAPS, Answer, Cancel
from .building import SELDOM, Story, answered, push, story
from .fetch import _RICH

STORIES: tuple[Story, ...] = (
    story("a layer that the remote does not have is pushed", push()),
    story("content that the remote has is not pushed", push(present=True)),
    *(
        story(f"{media_type.rpartition('/')[2]} is pushed", push(media_type=media_type))
        for media_type in (*KNOWN, "application/json")
    ),
    story("schema 1 is pushed", push(media_type=DOCKER_SCHEMA1)),
    story("a descriptor with every field is pushed", push(descriptor=_RICH)),
    *(
        story(f"the pusher fails with {kind}", answered(push(), Answer("Push", error=kind)))
        for kind in ("locked", "not_found", "unavailable", "other", *SELDOM)
    ),
    *(
        story(
            f"the pusher says locked, wrapped as {wrap}",
            answered(push(), Answer("Push", error="locked", wrap=wrap)),
        )
        for wrap in WRAPS
    ),
    *(
        story(
            f"the pusher says exists, bare, and wrapped as {wrap}",
            push(present=True),
            push(1, present=True, answers=(Answer("Push", error="exists", wrap=wrap),)),
        )
        for wrap in WRAPS
    ),
    *(
        story(f"the provider fails with {kind}", answered(push(), Answer("Reader", error=kind)))
        for kind in ("not_found", "unavailable", "locked", "exists", "other", *SELDOM)
    ),
    story("there is no such content to push", replace(push(), source=None)),
    story("a push whose caller had given up", push(cancel=Cancel(at=0))),
    story(
        "the caller gives up while a slow pusher is asked",
        push(
            cancel=Cancel(at=20 * MILLISECOND),
            answers=(Answer("Push", delay=50 * MILLISECOND),),
        ),
    ),
    *(
        story(f"closing the {what} of a push fails", answered(push(), Answer(op, error="other")))
        for what, op in (("reader", "r.Close"), ("writer", "w.Close"))
    ),
    story(
        "closing fails after the push has failed",
        answered(push(), Answer("Write", error="unavailable"), Answer("w.Close", error="other")),
    ),
    *(
        story(
            f"the {who} is slow to answer one, another push goes on",
            answered(push(), Answer(op, delay=50 * MILLISECOND)),
            push(1),
        )
        for who, op in (("pusher", "Push"), ("provider", "Reader"))
    ),
    *(
        story(
            f"the commit of a push says exists, bare, and wrapped as {wrap}",
            answered(push(), Answer("Commit", error="exists")),
            answered(push(1), Answer("Commit", error="exists", wrap=wrap)),
        )
        for wrap in WRAPS
    ),
    story("two pushes of one descriptor", push(), push(), branches=True, lines=True),
    story("one handler pushes two descriptors", push(0), replace(push(1), at=MILLISECOND)),
    story(
        "one handler fails twice alike to push",
        answered(push(0), Answer("Reader", error="unavailable")),
        replace(answered(push(1), Answer("Reader", error="unavailable")), at=MILLISECOND),
    ),
)
