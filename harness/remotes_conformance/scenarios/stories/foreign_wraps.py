"""Stories of errors that stand beside, or behind, one of a class, and are not of that class."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import Answer
from .building import Story, answered, both, fetch, push, since_1_6, story

FOREIGN = {"beside:": "in a group with one that", "during:": "while handling one that"}
_CLASSES = {"locked": "says locked", "exists": "says exists", "not_found": "says not found"}
_INGESTED = push(pusher_ingests=True)


def foreign(op: str, wrap: str, kind: str, nth: int = 1) -> Answer:
    """An error of no class, which is raised together with one of the class *kind*, or during it."""
    return Answer(op, nth, error="other", wrap=f"{wrap}{kind}")


def _everywhere(wrap: str, how: str) -> tuple[Story, ...]:
    locked_once = Answer("Writer", error="locked")
    return (
        *(
            story(
                f"{who} fails with an error {how} {report}",
                answered(call, foreign(op, wrap, kind)),
            )
            for kind, report in _CLASSES.items()
            for who, op, call in (
                ("the ingester", "Writer", fetch()),
                ("the fetcher", "Fetch", fetch()),
                ("the pusher", "Push", push()),
                ("the provider", "Reader", push()),
            )
        ),
        *(
            variant
            for kind in ("exists", "locked")
            for op in ("Status", "Write", "Commit")
            for variant in both(
                f"{{}} whose {op} fails with an error {how} {_CLASSES[kind]}",
                answered(fetch(), foreign(op, wrap, kind)),
            )
        ),
        *(
            story(
                f"after one wait, the ingester fails with an error {how} {_CLASSES[kind]}",
                answered(fetch(), locked_once, foreign("Writer", wrap, kind, 2)),
            )
            for kind in ("locked", "exists")
        ),
        *since_1_6(
            *(
                story(
                    f"a pusher that is an ingester fails with an error {how} {_CLASSES[kind]}",
                    answered(_INGESTED, foreign("Writer", wrap, kind)),
                )
                for kind in ("locked", "exists")
            ),
        ),
        story(
            f"a ref is refused, bare, then with an error {how} says locked, by two ingesters",
            answered(fetch(), locked_once),
            replace(answered(fetch(1), foreign("Writer", wrap, "locked")), handler=1),
        ),
    )


STORIES: tuple[Story, ...] = tuple(
    variant for wrap, how in FOREIGN.items() for variant in _everywhere(wrap, how)
)
