"""Refs and orders of calls that are easily overlooked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from remotes_conformance.content import digest_of
from remotes_conformance.errors import ContentError
from remotes_reference.disk import DiskStore, name_of
from remotes_reference.memory import MemoryStore

CTX: Any = None
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

STRANGE = [
    "", ".", "..", "../..", "/", "/etc/passwd", "a/b", "a\0b", "\0", "x" * 5000, "é", "e\u0301",
    "A", "a", "a ", "CON", "?", "\ud800", "\ud801", "\ud800\udc00", "\U00010000",
    "layer-sha256:../../x", "locks", "blobs/sha256", "ref\n", "%s", name_of("a"),
]  # fmt: skip


def refs() -> st.SearchStrategy[str]:
    """Any string, lone surrogates too."""
    return st.sampled_from(STRANGE) | st.text(st.characters(exclude_categories=()))


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds a store for each example, and nothing else that may change."""
    return tmp_path_factory.mktemp("outside")


def check_that_refs_do_not_meet(store: Any, some: list[str]) -> None:
    """Each ref has an ingest of its own, open at the same time, and finds it again."""
    writers = [store.writer(CTX, ref) for ref in some]
    for number, writer in enumerate(writers):
        writer.write(b"x" * number)
    for writer in writers:
        writer.close()
    for number, ref in enumerate(some):
        assert (store.status(CTX, ref).offset, store.status(CTX, ref).ref) == (number, ref)
    for ref in some:
        store.abort(CTX, ref)


def test_strange_refs_do_not_collide(store: Any) -> None:
    """STORE-16: case, normal forms, surrogates, blanks and NUL all make a difference."""
    check_that_refs_do_not_meet(store, STRANGE)


@FEW
@given(some=st.lists(refs(), min_size=1, max_size=5, unique=True))
def test_no_ref_reaches_outside_the_store(outside: Path, some: list[str]) -> None:
    """STORE-16: no file outside the store's folder, and inside only names that are hashes."""
    store = DiskStore(outside / "store")
    check_that_refs_do_not_meet(store, some)
    for ref in some:
        store.writer(CTX, ref).close()
    assert [path.name for path in outside.iterdir()] == ["store"]
    inside = {path.name for path in (outside / "store" / "ingests").iterdir()}
    assert {name.partition(".")[0] for name in inside} == {name_of(ref) for ref in some}
    assert {path.name for path in (outside / "store").iterdir()} == {"blobs", "ingests", "locks"}
    for ref in some:
        store.abort(CTX, ref)
    assert list((outside / "store" / "ingests").iterdir()) == []
    assert list((outside / "store" / "locks").iterdir()) == []


CONTENTS = [b"", b"a", b"aa", b"b"]
DIGESTS = ["", "sha256:x", *map(digest_of, CONTENTS), digest_of(b"a", "sha512")]
SIZES = st.integers(-1, 3)

CALLS = st.one_of(
    st.tuples(st.just("writer"), st.sampled_from("rs"), SIZES, st.sampled_from(DIGESTS)),
    st.tuples(st.sampled_from(["status", "abort"]), st.sampled_from("rs")),
    st.tuples(st.sampled_from(["info", "delete", "reader"]), st.sampled_from(DIGESTS)),
    st.tuples(st.just("walk")),
    st.tuples(st.just("w.write"), st.integers(0, 2), st.sampled_from(CONTENTS)),
    st.tuples(st.just("w.truncate"), st.integers(0, 2), st.integers(0, 1)),
    st.tuples(st.just("w.commit"), st.integers(0, 2), SIZES, st.sampled_from(DIGESTS)),
    st.tuples(st.sampled_from(["w.close", "w.status"]), st.integers(0, 2)),
)


class Played:
    """One store, and its answers to calls; `w.` calls go to the n-th last writer."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.writers: list[Any] = []

    def answer(self, name: str, *args: Any) -> object:
        try:
            if name.startswith("w."):
                number, *rest = args
                writer = self.writers[-1 - number % len(self.writers)] if self.writers else None
                return writer and plain(getattr(writer, name[2:])(*rest))
            answer = getattr(self.store, name)(CTX, *args)
        except ContentError as error:
            return error.kind
        if name == "writer":
            self.writers.append(answer)
            return "opened"
        return plain(answer)

    def close(self) -> None:
        for writer in self.writers:
            writer.close()


def plain(answer: Any) -> object:
    """An answer without times, which no two stores have in common."""
    if hasattr(answer, "offset"):
        return answer.ref, answer.offset, answer.total, answer.expected
    if hasattr(answer, "digest"):
        return answer.digest, answer.size
    if hasattr(answer, "readall"):
        with answer:
            return answer.read()
    return sorted(map(plain, answer)) if hasattr(answer, "__next__") else answer


@settings(FEW, max_examples=150)
@given(calls=st.lists(CALLS, min_size=5, max_size=25))
def test_memory_and_disk_answer_alike(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[Any, ...]]
) -> None:
    """Any calls in any order: the same answer, or an error of the same class."""
    played = Played(MemoryStore()), Played(DiskStore(tmp_path_factory.mktemp("alike")))
    for number, call in enumerate(calls):
        in_memory, on_disk = (store.answer(*call) for store in played)
        assert in_memory == on_disk, f"call {number}: {call}"
    for store in played:
        store.close()
