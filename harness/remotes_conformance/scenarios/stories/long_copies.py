"""Stories of collaborators that take their time in the middle of a copy: no limit is theirs."""

from __future__ import annotations

from ..scenario import MILLISECOND, SECOND, Answer
from .building import Story, answered, both, fetch, push, since_1_6, story
from .narrowing import first_edition
from .resuming import resumed

HOUR = 3_600 * SECOND
TIMES = {"40 s": 40 * SECOND, "700 s": 700 * SECOND, "20 hours": 20 * HOUR}
# From 1.6 on, a provider's reader is read at offsets, and small content is written in one piece.
_AT_ALL_TIMES = {
    "second read": (("Read", 2), ("ReadAt", 1)),
    "first write": (("Write", 1),),
}
_IN_A_LOOP = ("Read", "ReadAt", "Write")
_ONCE = ("Status", "Commit", "r.Close", "w.Close")
_IN_RESUMES = (
    ("seek", "Seek", ("seek",)),
    ("read at its offset", "ReadAt", ("read_at",)),
    ("truncate", "Truncate", ()),
)


STORIES: tuple[Story, ...] = (
    *(
        variant
        for took, time in TIMES.items()
        for what, calls in _AT_ALL_TIMES.items()
        for variant in both(
            f"{{}} whose {what} takes {took}",
            answered(fetch(), *(Answer(op, nth, delay=time) for op, nth in calls)),
        )
    ),
    *(
        variant
        for took in ("40 s", "20 hours")
        for op in _ONCE
        for variant in both(
            f"{{}} whose {op} takes {took}", answered(fetch(), Answer(op, delay=TIMES[took]))
        )
    ),
    *(
        story(f"{who} takes {took}", answered(call, Answer(op, delay=time)))
        for took, time in TIMES.items()
        for who, op, call in (
            ("the fetcher", "Fetch", fetch()),
            ("the pusher", "Push", push()),
            ("the provider", "Reader", push()),
            ("the ingester", "Writer", fetch()),
        )
    ),
    *first_edition(
        *(
            variant
            for what, op, can in _IN_RESUMES
            for variant in both(
                f"{{}} that resumes, whose {what} takes 20 hours",
                answered(resumed(10, can), Answer(op, delay=TIMES["20 hours"])),
            )
        ),
    ),
    story(
        "a fetch that resumes has a source that takes 700 s to seek",
        answered(resumed(10, ("seek",)), Answer("Seek", delay=TIMES["700 s"])),
    ),
    *both(
        "{} of which every read and write takes 40 s",
        answered(
            fetch(),
            *(Answer(op, n, delay=40 * SECOND) for op in _IN_A_LOOP for n in range(1, 5)),
        ),
    ),
    *both(
        "{} of which every call takes a nanosecond",
        answered(
            fetch(),
            *(Answer(op, delay=1) for op in ("Writer", "Push", "Fetch", "Reader", *_ONCE)),
            *(Answer(op, n, delay=1) for op in _IN_A_LOOP for n in range(1, 5)),
        ),
    ),
    story(
        "a fetch takes 20 hours to write, another one goes on",
        answered(fetch(), Answer("Write", delay=TIMES["20 hours"])),
        fetch(1, at=MILLISECOND),
    ),
    story(
        "a ref that was refused is fetched slowly",
        answered(
            fetch(), Answer("Writer", error="locked"), Answer("Read", 2, delay=TIMES["700 s"])
        ),
    ),
    *since_1_6(
        story(
            "a pusher that is an ingester takes 20 hours",
            answered(push(pusher_ingests=True), Answer("Writer", delay=TIMES["20 hours"])),
        ),
    ),
)
