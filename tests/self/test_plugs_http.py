"""Handlers over HTTP: fetchers and pushers that use `requests`, answered by `responses`."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from plugged_benches import RIGHT, broken_in_stories, play
from remotes_conformance.content import Descriptor
from remotes_conformance.plugs.scene import Plugs
from remotes_conformance.protocols import Context
from remotes_conformance.scenarios.scenario import SECOND, Answer, Cancel
from remotes_conformance.scenarios.stories.building import (
    SIZE,
    answered,
    blob,
    fetch,
    from_source,
    push,
)
from remotes_conformance.scenarios.surroundings import Blob
from remotes_conformance.scenarios.whole_calls import WholeCall
from wrong.copy.faults import IgnoresAWriteError, TakesAReadErrorForTheEnd

pytest.importorskip("requests", reason="requests is not installed: extra `http`")
pytest.importorskip("responses", reason="responses is not installed: extra `http`")

from remotes_conformance.plugs.http import HttpFetchers, HttpPushers
from requests_remote import BodyReader, RequestsFetcher, RequestsPusher

PLUGS = Plugs(fetcher=HttpFetchers(RequestsFetcher), pusher=HttpPushers(RequestsPusher))


@pytest.fixture(params=RIGHT)
def right(request: pytest.FixtureRequest) -> object:
    """An implementation that keeps the contract."""
    return RIGHT[request.param]()


def test_stories_are_kept_over_http(right: object) -> None:
    """All directed stories of fetches and pushes: pieces, resumes, cut bodies, refused uploads."""
    found, applied = broken_in_stories(right, PLUGS, "fetch", "push")
    assert found == []
    needed = {"FETCH-6", "COPY-3", "COPY-6", "COPY-9", "COPY-12", "COPY-15", "COPY-18", "PUSH-3"}
    assert needed <= applied


@pytest.mark.parametrize(
    ("kind", "status"),
    [("not_found", 404), ("unavailable", 503), ("locked", 423), ("exists", 409), ("other", 500)],
)
def test_an_error_of_the_fetcher_comes_as_a_status(right: object, kind: str, status: int) -> None:
    """The registry refuses; the fetcher's error comes out of the handler, itself."""
    played = play(right, PLUGS, answered(fetch(), Answer("Fetch", error=kind)))
    assert played.messages("Fetch")[0].endswith(f"the registry answered {status}")
    assert played.broken == {}
    assert "FETCH-6" in played.judgement.applied


def test_there_is_no_such_blob(right: object) -> None:
    """No source: 404."""
    played = play(right, PLUGS, fetch(source=None))
    assert "404" in played.messages("Fetch")[0]
    assert played.broken == {}


@pytest.mark.parametrize("breaks_with", ["unexpected_end", "unavailable"])
def test_a_body_that_is_cut_short_comes_out(right: object, breaks_with: str) -> None:
    """Closed early, or reset: the 15 bytes before are written, then it is an error, no commit."""
    task = from_source(fetch(), breaks_at=15, breaks_with=breaks_with)
    played = play(right, PLUGS, task)
    assert b"".join(e.args["data"] for e in played.calls("Write")) == blob().content[:15]
    assert "Connection broken" in played.messages("Read")[0]
    assert not played.calls("Commit")
    assert played.broken == {}
    assert "COPY-9" in played.judgement.applied


def test_a_body_comes_in_its_pieces() -> None:
    """The pieces of the source are those of the body."""
    played = play(RIGHT["reference"](), PLUGS, from_source(fetch(), pieces=(7,)))
    assert [len(e.result["data"]) for e in played.calls("Read")] == [7, 7, 7, 3, 0]


def test_a_resume_asks_for_a_range(right: object) -> None:
    """A source that seeks answers to `Range`: only the rest is read."""
    task = from_source(fetch(partial=Blob(blob().content[:10], 10)), can=("seek",))
    played = play(right, PLUGS, task)
    assert b"".join(e.result["data"] for e in played.calls("Read")) == blob().content[10:]
    assert played.broken == {}
    assert "COPY-3" in played.judgement.applied


def test_a_push_is_uploaded_and_found_there(right: object) -> None:
    """Pushed twice, one after the other: the second finds that the registry has it."""
    task = push()
    again = push(at=SECOND)
    played = play(right, PLUGS, task, again)
    assert [e.refusal and e.refusal.kind for e in played.calls("Push")] == [None, "exists"]
    assert len(played.calls("Commit")) == 1
    assert played.broken == {}


def test_an_upload_of_wrong_content_is_refused(right: object) -> None:
    """The registry checks the digest: 400, and the error names the ref."""
    task = from_source(push(), blob=Blob(b"?", SIZE))
    played = play(right, PLUGS, task)
    assert "the registry answered 400" in played.messages("Commit")[0]
    assert played.broken == {}
    assert {"COPY-15", "COPY-18"} <= set(played.judgement.applied)


@pytest.mark.parametrize(
    ("op", "kind", "status"),
    [
        ("Push", "unavailable", 503),
        ("Push", "locked", 423),
        ("Write", "not_found", 404),
        ("Commit", "unavailable", 503),
    ],
)
def test_an_error_of_the_pusher_comes_as_a_status(op: str, kind: str, status: int) -> None:
    """The registry refuses each request of that call."""
    played = play(RIGHT["reference"](), PLUGS, answered(push(), Answer(op, error=kind)))
    assert f"the registry answered {status}" in played.messages(op)[0]
    assert played.broken == {}


@pytest.mark.parametrize(
    ("wrong", "task", "rule", "called"),
    [
        (TakesAReadErrorForTheEnd, from_source(fetch(), breaks_at=15), "COPY-9", "Commit"),
        (
            IgnoresAWriteError,
            answered(push(), Answer("Write", 2, error="unavailable")),
            "COPY-12",
            "Write",
        ),
    ],
    ids=["a cut body", "a refused piece"],
)
def test_a_wrong_handler_is_caught_over_http(
    wrong: Callable[[], object], task: WholeCall, rule: str, called: str
) -> None:
    """Under the id of its fault, as over the fakes: at the first call that goes on."""
    played = play(wrong(), PLUGS, task)
    assert played.broken[rule] == f"{called} was called"


class CarelessReader(BodyReader):
    """Takes a connection that breaks for the end."""

    def read(self, size: int = -1, /) -> bytes:
        try:
            return super().read(size)
        except Exception:
            return b""


class CarelessFetcher(RequestsFetcher):
    def open(self, url: str) -> BodyReader:
        return CarelessReader(url)


def test_bytes_that_a_fetcher_loses_are_missed() -> None:
    """Handler and fetcher are judged together: not all bytes arrive, and no error is raised."""
    plugs = Plugs(fetcher=HttpFetchers(CarelessFetcher))
    played = play(RIGHT["reference"](), plugs, from_source(fetch(), breaks_at=15))
    assert played.broken["COPY-2"] == "Commit was called after 15 bytes"


class PatientFetcher(RequestsFetcher):
    """Asks again a minute later, as long as the registry is not available."""

    def fetch(self, ctx: Context, descriptor: Descriptor) -> BodyReader:
        while True:
            try:
                return super().fetch(ctx, descriptor)
            except Exception:
                if ctx.cancelled:
                    raise
                time.sleep(60)


def test_a_fetcher_waits_in_virtual_time() -> None:
    """An hour of waiting for a registry takes no time; the other fetch goes on meanwhile."""
    plugs, hour = Plugs(fetcher=HttpFetchers(PatientFetcher)), 3600 * SECOND
    waiting = answered(fetch(0, cancel=Cancel(at=hour)), Answer("Fetch", error="unavailable"))
    played = play(RIGHT["reference"](), plugs, waiting, fetch(1))
    (failed,) = [e for e in played.calls("Fetch") if e.refusal]
    assert failed.done == hour
    ended = {e.task: e.at for e in played.calls("return")}
    assert ended == {0: hour, 1: 0}
    assert played.broken == {}
