"""Whole images: pulled, pushed and copied, interrupted and resumed, by several at a time."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_registry import Call, Loopback
from registry_images import changed, index, manifest, repository, serve_image
from remotes_conformance.content import digest_of
from remotes_conformance.errors import ContentError, FailedPrecondition, InvalidArgument, NotFound
from remotes_reference.disk import DiskStore
from remotes_reference.registry import CallContext, copy, pull, push

LAYERS = [os.urandom(size) for size in (0, 1, 70_000, 2 * 1024 * 1024)]


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


def blobs(folder: Path) -> dict[str, bytes]:
    return {f"sha256:{one.name}": one.read_bytes() for one in (folder / "blobs/sha256").iterdir()}


def names(folder: Path) -> list[str]:
    entries = json.loads((folder / "index.json").read_bytes())["manifests"]
    return [one["annotations"]["org.opencontainers.image.ref.name"] for one in entries]


def serve_index(registry: Loopback) -> dict[str, bytes]:
    """An index of two manifests that share a layer; all that belongs to it."""
    documents = [manifest(b"{}", LAYERS[:3]), manifest(b"{ }", LAYERS[2:])]
    for content in (b"{}", b"{ }", *LAYERS):
        registry.put_blob(content)
    for document in documents:
        registry.put_manifest(document)
    registry.put_manifest(index(*documents), "v1")
    everything = {content for _, content in registry.manifests.values()}
    return {**registry.blobs, **{digest_of(one): one for one in everything}}


def test_an_image_ends_in_a_layout_and_in_another_registry(
    registry: Loopback, tmp_path: Path
) -> None:
    """REMOTE-26: pulled whole, and pushed in an order in which nothing names missing content."""
    everything = serve_index(registry)
    root = pull(repository(registry), "v1", tmp_path / "x")
    assert blobs(tmp_path / "x") == everything
    assert names(tmp_path / "x") == ["v1"]
    with Loopback() as other:
        assert push(tmp_path / "x", repository(other, "other"), "v2") == root
        copy(repository(registry), "v1", repository(other, "third"), "v3")
        kept = {**other.blobs, **{digest: one for digest, (_, one) in other.manifests.items()}}
        assert {one: kept[one] for one in everything} == everything
        assert other.manifests["v2"] == other.manifests["v3"] == registry.manifests["v1"]
        puts = [one for one in other.asked("PUT") if "/other/" in one]
        assert ["manifests" in one for one in puts] == [False] * 6 + [True] * 3
        assert puts[-1].endswith("/manifests/v2")


def test_each_content_is_asked_for_once(registry: Loopback, tmp_path: Path) -> None:
    """Also the manifest that the tag meant; and existing content is not asked for again."""
    serve_index(registry)
    pull(repository(registry), "v1", tmp_path / "x")
    asked = registry.asked("GET")
    assert len(asked) == len(set(asked)) == 1 + 2 + 5  # an index, two manifests, five blobs
    pull(repository(registry), "v1", tmp_path / "x")
    assert registry.asked("GET")[len(asked) :] == ["GET /v2/lib/img/manifests/v1"]


def test_a_layout_names_several_images(registry: Loopback, tmp_path: Path) -> None:
    digest = serve_image(registry, [b"one"])
    serve_image(registry, [b"two"], "v2")
    folder = tmp_path / "x"
    for target, name in (("v1", ""), ("v2", ""), ("v2", "new"), ("v1", "v2")):
        pull(repository(registry), target, folder, name=name)
    assert sorted(names(folder)) == ["new", "v1", "v2"]
    with pytest.raises(InvalidArgument, match="name one of"):
        push(folder, repository(registry), "v9")
    with pytest.raises(NotFound, match="there is"):
        push(folder, repository(registry), "v9", name="v3")
    assert push(folder, repository(registry), "v9", name="v2").digest == digest
    with pytest.raises(NotFound, match="no OCI image layout"):
        push(tmp_path, repository(registry), "v9")


def test_two_pulls_share_the_work(registry: Loopback, tmp_path: Path) -> None:
    serve_index(registry)
    failures: list[Exception] = []

    def run() -> None:
        try:
            pull(repository(registry), "v1", tmp_path / "x")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    asked = registry.asked("GET .*/blobs/")
    assert len(asked) == len(set(asked)) == 5
    assert names(tmp_path / "x") == ["v1"]


def test_a_pull_that_fails_names_no_image_and_goes_on_later(
    registry: Loopback, tmp_path: Path
) -> None:
    """Half of a layer is kept, and the rest is asked for by a range."""
    serve_image(registry, LAYERS)
    large = digest_of(LAYERS[3])

    def half(call: Call) -> None:
        call.answer(200, LAYERS[3][: 1024 * 1024], length=len(LAYERS[3]))
        registry.script(f"GET .*{large}", lambda call: call.answer(500), 1)

    registry.script(f"GET .*{large}", half, 1)
    with pytest.raises(ContentError, match="500"):
        pull(repository(registry), "v1", tmp_path / "x")
    assert not (tmp_path / "x/index.json").exists()
    assert large not in blobs(tmp_path / "x")
    pull(repository(registry), "v1", tmp_path / "x")
    again = [one for one in registry.seen if large in one.path][-1]
    assert again.headers["Range"] == f"bytes={1024 * 1024}-"
    assert blobs(tmp_path / "x")[large] == LAYERS[3]


@pytest.mark.parametrize("how", ["changed", "shorter", "longer", "empty"])
def test_wrong_layers_never_stand_under_their_name(
    registry: Loopback, tmp_path: Path, how: str
) -> None:
    """REMOTE-13, of a pull and of a copy."""
    serve_image(registry, LAYERS)
    good = LAYERS[3]
    wrong = {"changed": changed(good), "shorter": good[:-1], "longer": good + b"?", "empty": b""}
    digest = digest_of(good)
    registry.script(f"GET .*{digest}", lambda call: call.answer(200, wrong[how]))
    with pytest.raises(ContentError):
        pull(repository(registry), "v1", tmp_path / "x")
    assert digest not in blobs(tmp_path / "x")
    with Loopback() as other:
        with pytest.raises(ContentError):
            copy(repository(registry), "v1", repository(other), "v1")
        assert digest not in other.blobs
        assert not other.manifests


def test_content_of_another_size_than_declared_is_refused(
    registry: Loopback, tmp_path: Path
) -> None:
    """Also if it is there already, when nothing is fetched."""
    registry.put_blob(b"{}")
    document = manifest(b"{}", [b"one"])
    store = DiskStore(tmp_path / "x")
    with store.writer(CallContext(), "r") as writer:
        writer.write(b"one")
        writer.commit()
    document["layers"][0]["size"] = 4
    registry.put_manifest(document, "v1")
    with pytest.raises(FailedPrecondition, match="said to have 4"):
        pull(repository(registry), "v1", tmp_path / "x")


def test_a_push_of_what_is_missing_puts_no_manifest(registry: Loopback, tmp_path: Path) -> None:
    serve_image(registry, LAYERS)
    pull(repository(registry), "v1", tmp_path / "x")
    missing = tmp_path / "x/blobs/sha256" / digest_of(LAYERS[1]).partition(":")[2]
    missing.unlink()
    with Loopback() as other:
        with pytest.raises(NotFound):
            push(tmp_path / "x", repository(other), "v1")
        missing.write_bytes(changed(LAYERS[1]))
        with pytest.raises(FailedPrecondition, match="digest"):
            push(tmp_path / "x", repository(other), "v1")
        assert not other.manifests


def test_a_copy_within_a_registry_mounts(registry: Loopback) -> None:
    serve_image(registry, LAYERS)
    registry.script("HEAD .*/third/blobs/", lambda call: call.answer(404))
    registry.script(r"POST .*\?mount=", lambda call: call.answer(201))
    copy(repository(registry), "v1", repository(registry, "third"), "v1")
    assert not registry.asked("GET .*/blobs/")
    assert len(registry.asked(r"POST .*from=lib/img")) == 5


def test_the_first_failure_comes_out_and_stops_the_others(
    registry: Loopback, tmp_path: Path
) -> None:
    serve_image(registry, [b"%d" % one for one in range(200)])
    registry.script("GET .*/blobs/", lambda call: call.answer(403))
    with pytest.raises(ContentError, match="403"):
        pull(repository(registry), "v1", tmp_path / "x")
    assert len(registry.asked("GET .*/blobs/")) < 20
    context = CallContext()
    context.cancel()
    with pytest.raises(ContentError, match="cancelled"):
        pull(repository(registry), "v1", tmp_path / "x", ctx=context)


def test_the_example_of_the_page_runs(registry: Loopback, tmp_path: Path) -> None:
    """docs/registry.md, with an address and a folder of ours."""
    page = (Path(__file__).parents[3] / "docs/registry.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    digest = serve_image(registry, LAYERS, "1.0")
    ours = {
        '"registry.example.org", "team/app"': f'"{registry.address}", "b/c", plain_http=True',
        "/var/lib/blobs": str(tmp_path),
    }
    for old, new in ours.items():
        assert old in code
        code = code.replace(old, new)
    exec(code, {"password": "secret"})
    assert DiskStore(tmp_path).reader(CallContext(), digest).read() == registry.manifests["1.0"][1]
