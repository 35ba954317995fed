"""A plugged store that accepts wrong content is reported prominently, as the plug's fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from little import LITTLE
from plugged_benches import MEMORY, RIGHT
from plugin_runs import Run, both, run, suite
from remotes_conformance import check
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.plugs.faults import TOOK_TOO_MUCH, WRONG_DIGEST, WRONG_SIZE
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.protocols import Context, Writer
from remotes_conformance.scenarios.scenario import Answer
from remotes_conformance.scenarios.stories import of_edition
from remotes_conformance.scenarios.stories.building import answered, blob, fetch, from_source, push
from remotes_conformance.scenarios.surroundings import Blob
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.verdict import html
from remotes_reference.memory import MemoryStore
from wrong.right import Right

__all__ = ["run"]

CONTENT = blob().content


class Credulous:
    """A writer that commits all bytes that it has, under any size and digest."""

    def __init__(self, writer: Any) -> None:
        self.writer = writer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.writer, name)

    def commit(self, size: int = 0, expected: str = "") -> None:
        self.writer.commit(0, "")


class Boastful(Credulous):
    """A writer that claims to have taken a byte more in each write."""

    def write(self, content: bytes) -> int:
        return int(self.writer.write(content)) + 1


class Store(MemoryStore):
    """An ingester whose writers are of a kind of their own."""

    def __init__(self, kind: Callable[[Any], Any]) -> None:
        super().__init__()
        self.kind = kind

    def writer(self, ctx: Context, ref: str, size: int = 0, digest: str = "", /) -> Writer:
        writer: Writer = self.kind(super().writer(ctx, ref, size, digest))
        return writer


def _credulous(scene: Scene) -> Any:
    return Store(Credulous)


def _bench(ingester: Any, remotes: object | None = None) -> Bench:
    return open_bench(remotes or Right(), plugs=Plugs(ingester=ingester)).bench


def _serves(content: bytes) -> WholeCall:
    return from_source(fetch(), blob=Blob(content, len(content)))


def _faults(bench: Bench, *tasks: WholeCall) -> dict[str, str]:
    tally = Tally()
    bench.examine(scenario_of(*tasks), tally)
    assert {plug for plug, _ in tally.plug_faults} <= {"ingester"}
    return {what: fault.example for (_, what), fault in tally.plug_faults.items()}


@pytest.mark.parametrize("right", RIGHT)
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (CONTENT, set()),
        (CONTENT[:-3], {WRONG_SIZE, WRONG_DIGEST}),
        (CONTENT + b"...", {WRONG_SIZE, WRONG_DIGEST}),
        (b"A" + CONTENT[1:], {WRONG_DIGEST}),
    ],
    ids=["right", "short", "long", "changed"],
)
def test_a_commit_of_wrong_content_is_the_stores_fault(
    right: str, content: bytes, expected: set[str]
) -> None:
    """By size, by digest; synchronous and asynchronous."""
    bench = _bench(_credulous, RIGHT[right]())
    assert set(_faults(bench, _serves(content))) == expected


def test_the_example_names_the_content_and_the_digest_it_was_committed_as() -> None:
    """The descriptor says 24 bytes."""
    assert _faults(_bench(_credulous), _serves(CONTENT[:-3]))[WRONG_SIZE] == (
        "21 bytes, committed as 24"
    )


def test_a_write_that_overstates_its_count_is_reported() -> None:
    """One byte more than it was given."""
    bench = _bench(lambda scene: Store(Boastful))
    assert _faults(bench, fetch())[TOOK_TOO_MUCH] == "11 of 10 bytes"


def test_content_that_is_not_known_is_not_reported() -> None:
    """After a failed write the store's content is not known; digests of md5 are not verified."""
    failing = answered(_serves(CONTENT[:-3]), Answer("Write", 2, error="unavailable"))
    assert _faults(_bench(_credulous), failing) == {}


@pytest.mark.parametrize("right", RIGHT)
def test_an_honest_store_is_never_accused(right: str) -> None:
    """In no directed story of fetches: resumes, truncations, short and wrong sources."""
    bench, tally = _bench(MEMORY, RIGHT[right]()), Tally()
    for story in of_edition("2017-06"):
        if any(task.kind == "fetch" for task in story.scenario.handler_calls):
            bench.examine(bench.sizing.fitted(story.scenario), tally)
    assert tally.applied["COPY-18"]
    assert not tally.plug_faults


def test_the_verdict_over_such_a_store_is_undetermined() -> None:
    """Nothing is broken, and yet it is not conformant; text, JSON and HTML name the plug."""
    verdict = check(
        Right(), profile=LITTLE, seed=1, sections=["copy"], plugs=Plugs(ingester=_credulous)
    )
    assert not verdict.conclusion.is_broken
    assert not verdict.conclusion.settled
    assert "the plugged ingester accepts wrong content" in verdict.why
    text = " ".join(str(verdict).split())
    assert f"PLUG the plugged ingester: {WRONG_DIGEST} (" in text
    assert "conformant: undetermined (" in text
    assert "The plugged ingester: Commit succeeded" in html.page(verdict)
    faults = verdict.to_json()["plug_faults"]
    assert {fault["what"] for fault in faults} == {WRONG_SIZE, WRONG_DIGEST}


def test_pushes_have_nothing_to_do_with_a_plugged_ingester() -> None:
    """They go to the fakes."""
    assert _faults(_bench(_credulous), push()) == {}


def test_a_run_over_such_a_store_ends_with_status_6(run: Run, pytester: pytest.Pytester) -> None:
    """Also where only a part was chosen."""
    pytester.makeconftest(
        "import pytest\nfrom test_plugs_accepting import _credulous\n"
        "@pytest.fixture(scope='session')\ndef ingesters():\n    return _credulous\n"
    )
    options = ("--rootdir", ".", "-c", "/dev/null", "--remotes", "shelves:OneByteAtATime")
    result = run(*suite(*options, "-k", "too and short"))
    assert result.ret == 6, both(result)
    assert "PLUG      the plugged ingester: Commit succeeded with a" in both(result)
