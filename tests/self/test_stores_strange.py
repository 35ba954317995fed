"""Values of strange types in the answers of stores: they break the rule of their call, and nothing
else goes wrong."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.scenarios.stores.cuts import CUT_STORIES
from stores.guarded import Guarded
from stores.right import Writer
from stores.right_folder import RightFolder


def answering(**changed: Any) -> type[Guarded]:
    """A right store whose status has other values."""

    class Changed(Guarded):
        class Odd(Guarded.Writer):
            def status(self) -> Any:
                return SimpleNamespace(**{**vars(super().status()), **changed})

        def make_writer(self, ingest: Any) -> Writer:
            return self.Odd(self, ingest)

    return Changed


@pytest.mark.parametrize(
    ("changed", "observed"),
    [
        ({"ref": None}, "ref None"),
        ({"ref": b"one"}, "ref the bytes b'one'"),
        ({"offset": "12"}, "offset "),
        ({"offset": None}, "offset "),
        ({"total": 1.5}, "total "),
        ({"expected": 7}, "the digest "),
        ({"started_at": float("inf")}, "started_at is inf"),
        ({"updated_at": "today"}, "updated_at is 'today'"),
    ],
)
def test_a_status_of_strange_values(changed: dict[str, Any], observed: str) -> None:
    """Also where another ref has bytes that could be taken for its own."""
    bench, tally = open_store(answering(**changed)).bench, Tally()
    for story in STORE_STORIES:
        if bench.can_play(story.scenario):
            bench.examine(story.scenario, tally)
    bench.door.close()
    assert "STORE-12" in tally.breaches
    assert observed in tally.breaches["STORE-12"].broken.observed


class ListsBytes(RightFolder):
    """The digests of its list are bytes, and None."""

    def walk(self, ctx: Any) -> Any:
        for one in super().walk(ctx):
            yield SimpleNamespace(digest=one.digest.encode(), size=one.size)
            yield SimpleNamespace(digest=None, size="many")


def test_a_list_of_strange_values() -> None:
    """Also after a cut."""
    bench, tally = open_store(ListsBytes).bench, Tally()
    for story in STORE_STORIES:
        if bench.can_play(story.scenario):
            bench.examine(story.scenario, tally)
    after = plan.CUTS[0].run(bench, PROFILES["quick"], 1)
    bench.door.close()
    assert "STORE-20" in tally.breaches
    assert {one.id for one in after.violations} == {"STORE-17"}
    assert "Walk lists" in after.violations[0].observed
    assert CUT_STORIES[0].name in after.name
