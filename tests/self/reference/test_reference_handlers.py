"""Properties that no event order shows: arguments, errors, contexts, logging, pieces."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from remotes_conformance.content import Descriptor
from remotes_conformance.errors import (
    AlreadyExists,
    ContentError,
    FailedPrecondition,
    Locked,
    Unavailable,
    is_locked,
)
from remotes_conformance.media_types import KINDS, NEAR_MISSES
from remotes_reference import make_ref_key
from remotes_reference.locked_refs import pauses


def bare(error: Exception) -> Exception:
    return error


def caused(error: Exception) -> Exception:
    wrapped = RuntimeError("the store failed")
    wrapped.__cause__ = error
    return wrapped


def grouped(error: Exception) -> Exception:
    return ExceptionGroup("the store failed", [error])


@pytest.mark.parametrize("wrap", [bare, caused, grouped])
def test_the_classes_of_errors_are_seen_through_their_wrapping(
    runner: Any, wrap: Callable[[Exception], Exception]
) -> None:
    """A wrapped lock is waited for, a wrapped *exists* is success, a wrapped other comes out."""
    runner.failures["Writer"] = [wrap(Locked("held")), wrap(AlreadyExists("there"))]
    runner.run("fetch")
    assert runner.events == ["Writer", "wait 16 ms", "Writer"]
    error = wrap(Unavailable("away"))
    runner.failures["Writer"] = [error]
    with pytest.raises(type(error)) as caught:
        runner.run("fetch")
    assert caught.value is error


def test_a_ref_that_is_locked_because_its_content_exists_is_not_waited_for(runner: Any) -> None:
    """An error of both classes is success, without a wait."""
    error = Locked("just committed")
    error.__cause__ = AlreadyExists("there")
    runner.failures["Writer"] = [error]
    runner.run("fetch")
    assert runner.events == ["Writer"]


def test_every_call_climbs_the_ladder_from_its_foot(runner: Any) -> None:
    """A second call of the handler waits 16 ms first, not 32."""
    for _ in range(2):
        runner.failures["Writer"] = [Locked("held")]
        runner.run("fetch")
    assert [event for event in runner.events if "wait" in event] == ["wait 16 ms"] * 2


def test_the_ladder_has_no_end() -> None:
    """2.048 s from the eighth pause on, exactly."""
    ladder = list(islice(pauses(), 1000))
    assert ladder[:9] == [0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1.024, 2.048, 2.048]
    assert set(ladder[7:]) == {2.048}


def test_collaborators_are_asked_for_what_the_descriptor_says(runner: Any) -> None:
    """The ref key, size and digest for the ingester, the descriptor itself for the fetcher."""
    runner.run("fetch")
    descriptor = runner.descriptor
    asked = ("Writer", f"layer-{descriptor.digest}", descriptor.size, descriptor.digest)
    assert runner.asked == [asked, ("Fetch", descriptor)]
    assert runner.asked[1][1] is descriptor


@pytest.mark.parametrize("kind", ["fetch", "push"])
def test_collaborators_get_a_context_that_says_what_it_is_about(runner: Any, kind: str) -> None:
    """The caller's values, logger fields for the descriptor, and one debug message."""
    runner.run(kind)
    descriptor = runner.descriptor
    fields = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": descriptor.size,
    }
    assert [(ctx.value("caller"), ctx.fields) for ctx in runner.contexts] == [("me", fields)] * 2
    assert runner.logged == [("debug", kind, fields)]


@pytest.mark.parametrize("kind", ["fetch", "push"])
def test_errors_of_closing_change_nothing(runner: Any, kind: str) -> None:
    """Success stays success, and both are closed; each failure is logged."""
    runner.failures["r.Close"] = [OSError("the reader")]
    runner.failures["w.Close"] = [Locked("the writer")]
    runner.run(kind)
    assert runner.events[-3:] == ["Commit", "r.Close", "w.Close"]
    warnings = [message for level, message, _ in runner.logged if level == "warning"]
    assert ["the reader" in warnings[0], "the writer" in warnings[1]] == [True, True]


def test_an_error_of_closing_does_not_hide_the_real_one(runner: Any) -> None:
    """A read fails and then both closes: the read's error comes out."""
    error = Unavailable("the read")
    runner.failures = {"Read": [error], "r.Close": [OSError()], "w.Close": [OSError()]}
    with pytest.raises(Unavailable) as caught:
        runner.run("fetch")
    assert caught.value is error


def test_a_short_write_is_made_good(runner: Any) -> None:
    """The remainder is offered again until all is taken."""
    runner.bites = [1, 2, 1, 3]
    runner.run("fetch")
    assert runner.written == runner.content


@pytest.mark.parametrize("taken", [0, -1, 5])
def test_a_write_that_takes_nothing_or_too_much_is_an_error(runner: Any, taken: int) -> None:
    """0 of 4 bytes could go on for ever; -1 and 5 of 4 cannot be: no Commit."""
    runner.bites = [taken]
    with pytest.raises(ContentError, match=f"took {taken} of 4 bytes"):
        runner.run("fetch")
    assert "Commit" not in runner.events


def test_a_writer_may_keep_what_it_is_given(runner: Any) -> None:
    """No piece is changed after it was handed over."""
    runner.run("fetch")
    assert b"".join(runner.given) == runner.content


def test_bytes_after_the_size_are_copied_too(runner: Any) -> None:
    """A source longer than the descriptor: the commit gets to see it."""
    runner.descriptor = Descriptor("a/b", runner.descriptor.digest, 3)
    runner.run("fetch")
    assert runner.written == runner.content
    assert runner.committed == (3, runner.descriptor.digest)


def test_content_that_exists_at_the_commit_is_success(runner: Any) -> None:
    """Another writer was faster; both are closed."""
    runner.failures["Commit"] = [caused(AlreadyExists("there"))]
    runner.run("fetch")
    assert runner.events[-3:] == ["Commit", "r.Close", "w.Close"]


@pytest.mark.parametrize("wrap", [bare, caused, grouped])
@pytest.mark.parametrize("kind", [FailedPrecondition, Locked])
def test_a_failed_commit_names_the_ref_and_keeps_its_class(
    runner: Any, kind: type[ContentError], wrap: Callable[[Exception], Exception]
) -> None:
    """A new error of the same class, raised from the one that came; no second try."""
    error = wrap(kind("wrong"))
    runner.failures["Commit"] = [error]
    with pytest.raises(kind) as caught:
        runner.run("push")
    assert runner.ref in str(caught.value)
    assert caught.value.__cause__ is error
    assert is_locked(caught.value) == (kind is Locked)
    assert runner.events[-3:] == ["Commit", "r.Close", "w.Close"]


def test_a_failed_commit_of_no_class_names_the_ref(runner: Any) -> None:
    """An `OSError` becomes an error of no class, with the `OSError` as its cause."""
    error = OSError("disk")
    runner.failures["Commit"] = [error]
    with pytest.raises(ContentError, match=runner.ref) as caught:
        runner.run("fetch")
    assert (type(caught.value), caught.value.__cause__) == (ContentError, error)


@pytest.mark.parametrize("kind", KINDS)
def test_a_known_media_type_gives_its_kind_to_the_ref_key(runner: Any, kind: str) -> None:
    """`manifest-`, `index-`, `layer-` or `config-`, and no warning."""
    for media_type in KINDS[kind]:
        assert runner.key(Descriptor(media_type, "sha256:1", 5)) == f"{kind}-sha256:1"
    assert runner.logged == []


@pytest.mark.parametrize("media_type", [*NEAR_MISSES, "", "100 %s", "a/b; c=d"])
def test_an_unknown_media_type_gets_one_warning(runner: Any, media_type: str) -> None:
    """`unknown-`, and the warning names the type."""
    assert runner.key(Descriptor(media_type, "d", 5)) == "unknown-d"
    [(level, message, _)] = runner.logged
    assert level == "warning"
    assert media_type in message


class SilentLogger:
    fields: ClassVar[dict[str, object]] = {}

    def debug(self, message: str, *args: object) -> None: ...

    info = warning = error = debug


class SilentContext:
    logger = SilentLogger()


@settings(deadline=None)
@given(st.text(), st.text(), st.integers())
def test_no_string_makes_a_ref_key_fail(media_type: str, digest: str, size: int) -> None:
    """The digest stands in the key as it is, whatever it is."""
    key = make_ref_key(SilentContext(), Descriptor(media_type, digest, size))
    assert key.partition("-")[2] == digest
