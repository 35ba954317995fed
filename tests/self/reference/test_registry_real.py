"""The client against Debian's docker-registry, with skopeo as the second opinion.

Skipped only where the programs are not installed; `tox -e registry` fails there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from real_registry import docker_registry, missing, skopeo
from registry_images import PASSWORD, USER, changed, index, layer, manifest
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import ContentError, NotFound
from remotes_conformance.media_types import OCI_INDEX, OCI_MANIFEST
from remotes_reference import fetch_handler, push_handler
from remotes_reference.disk import DiskStore
from remotes_reference.registry import (
    CallContext,
    Credentials,
    Repository,
    UploadSizes,
    copy,
    pull,
    push,
)
from remotes_reference.registry.layouts import Layout
from remotes_reference.registry.watching import amount

COPY = ("copy", "--quiet", "--all", "--preserve-digests")
LAYERS = [os.urandom(size) for size in (1, 70_000, 3 * 1024 * 1024)]
# Of `PASSWORD`, by bcrypt: the registry takes no other kind of hash.
HTPASSWD = "alice:$2b$05$KxAFbZ2nkVXwCvLuVd4nAe88B4wV2egRwGplwlioVCN3cFssvE1Sm\n"

needs_programs = pytest.mark.skipif(
    bool(missing()) and not os.environ.get("REMOTES_REGISTRY"),
    reason=f"not installed: {', '.join(missing())}",
)
pytestmark = [pytest.mark.registry, needs_programs]


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with docker_registry(tmp_path_factory.mktemp("registry")) as address:
        yield address


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An OCI image layout with an index of two manifests that share a layer."""
    documents = [manifest(b"{}", LAYERS[:2]), manifest(b'{"os":"linux"}', LAYERS[1:])]
    root = json.dumps(index(*documents)).encode()
    layout = Layout(tmp_path / "layout", is_new=True)
    contents = [json.dumps(one).encode() for one in documents]
    for content in (b"{}", b'{"os":"linux"}', *LAYERS, *contents, root):
        with layout.store.writer(CallContext(), digest_of(content)) as writer:
            writer.write(content)
            writer.commit()
    layout.add(CallContext(), Descriptor(OCI_INDEX, digest_of(root), len(root)), "v1")
    return tmp_path / "layout"


def repository(registry: str, name: str, password: str = "") -> Repository:
    credentials = Credentials(USER, password) if password else None
    return Repository(registry, name, plain_http=True, credentials=credentials)


def blobs(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (folder / "blobs/sha256").iterdir()}


def test_skopeo_reads_what_was_pushed_and_what_was_pulled(
    registry: str, folder: Path, tmp_path: Path
) -> None:
    root = push(folder, repository(registry, "lib/img"), "v1")
    assert push(folder, repository(registry, "lib/img"), "v1") == root
    room = tmp_path / "room"
    room.mkdir()
    source = f"docker://{registry}/lib/img:v1"
    skopeo(*COPY, "--src-tls-verify=false", source, f"oci:{room}/by-skopeo:v1", room=room)
    assert blobs(room / "by-skopeo") == blobs(folder)
    assert pull(repository(registry, "lib/img"), "v1", tmp_path / "pulled") == root
    assert blobs(tmp_path / "pulled") == blobs(folder)
    skopeo(*COPY, f"oci:{tmp_path}/pulled:v1", f"dir:{room}/dir", room=room)
    found = {one.name: one.read_bytes() for one in (room / "dir").iterdir()}
    assert [found[name_of(one)] for one in LAYERS] == LAYERS


def name_of(content: bytes) -> str:
    return digest_of(content).partition(":")[2]


def test_chunks_and_mounts_are_taken(registry: str, folder: Path, tmp_path: Path) -> None:
    """Small blobs are posted, which it answers by 202; the others go in chunks, or are mounted."""
    sizes = UploadSizes(chunked=50_000, chunk=40_000)
    there = Repository(registry, "chunks/one", plain_http=True, sizes=sizes)
    root = push(folder, there, "v1")
    out = tmp_path / "out"
    skopeo(
        *COPY,
        "--src-tls-verify=false",
        f"docker://{registry}/chunks/one:v1",
        f"oci:{out}:v1",
        room=tmp_path,
    )
    assert digest_of((out / "blobs/sha256" / root.digest[7:]).read_bytes()) == root.digest
    push(folder, repository(registry, "chunks/two"), "v1", mount_from="chunks/one")
    assert repository(registry, "chunks/two").resolve("v1") == root


def test_an_image_that_skopeo_pushed_is_pulled_and_copied(
    registry: str, folder: Path, tmp_path: Path
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    target = f"docker://{registry}/by/skopeo:v1"
    skopeo(*COPY, "--dest-tls-verify=false", f"oci:{folder}:v1", target, room=room)
    root = pull(repository(registry, "by/skopeo"), "v1", tmp_path / "pulled")
    assert blobs(tmp_path / "pulled") == blobs(folder)
    copied = copy(repository(registry, "by/skopeo"), "v1", repository(registry, "by/us"), "v2")
    assert copied == root == repository(registry, "by/us").resolve("v2")
    copied_to = f"docker://{registry}/by/us:v2"
    seen = skopeo("inspect", "--raw", "--tls-verify=false", copied_to, room=room)
    assert digest_of(seen.encode()) == root.digest


def test_handlers_fetch_resume_and_push(registry: str, tmp_path: Path) -> None:
    """By ranges; an empty blob too; missing content is not found."""
    place, context, store = repository(registry, "b/c"), CallContext(), DiskStore(tmp_path)
    for content in (b"", *LAYERS):
        with store.writer(context, "r") as writer:
            writer.write(content)
            writer.commit()
        push_handler(store, place.pusher(), edition="1.6")(context, layer(content))
    large = layer(LAYERS[2])
    store.delete(context, large.digest)
    with store.writer(context, f"layer-{large.digest}", large.size, large.digest) as writer:
        writer.write(LAYERS[2][:1_000_000])
    got: list[int] = []
    fetch_handler(store, place.fetcher(lambda one, size: got.append(size)))(context, large)
    assert sum(got) == large.size - 1_000_000
    assert store.reader(context, large.digest).read() == LAYERS[2]
    with pytest.raises(NotFound, match="404 BLOB_UNKNOWN"):
        place.fetcher().fetch(context, layer(b"other")).read()
    with pytest.raises(NotFound, match="404 MANIFEST_UNKNOWN"):
        place.resolve("v9")


def test_a_corrupted_blob_is_refused(registry: str, folder: Path, tmp_path: Path) -> None:
    """The registry sends it with its right digest."""
    place = repository(registry, "lib/corrupt")
    push(folder, place, "v1")
    wrong = digest_of(LAYERS[2])
    kept = next(
        path
        for path in tmp_path.parent.parent.rglob(f"{wrong.partition(':')[2]}/data")
        if path.read_bytes() == LAYERS[2]
    )
    kept.write_bytes(changed(LAYERS[2]))
    try:
        with pytest.raises(ContentError):
            pull(place, "v1", tmp_path / "x")
    finally:
        kept.write_bytes(LAYERS[2])
    assert name_of(LAYERS[2]) not in blobs(tmp_path / "x")


def test_user_and_password(folder: Path, tmp_path: Path) -> None:
    with docker_registry(tmp_path, HTPASSWD) as address:
        push(folder, repository(address, "b/c", PASSWORD), "v1")
        pull(repository(address, "b/c", PASSWORD), "v1", tmp_path / "x")
        for password, words in (("", "user and a password"), ("wrong", "refused")):
            with pytest.raises(ContentError, match=words):
                repository(address, "b/c", password).resolve("v1")


def test_the_command_pulls(registry: str, folder: Path, tmp_path: Path) -> None:
    push(folder, repository(registry, "lib/img"), "v1")
    target = (f"{registry}/lib/img:v1", tmp_path / "x")
    done = subprocess.run(
        [sys.executable, "-m", "remotes_reference", "pull", "--plain-http", *target],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert blobs(tmp_path / "x") == blobs(folder)


@pytest.fixture(scope="module")
def large(registry: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The large layer of the image `lib/large:v1`, of 96 MiB."""
    content = random.Random(1).randbytes(96 * 2**20)
    folder = tmp_path_factory.mktemp("large")
    layout = Layout(folder, is_new=True)
    document = json.dumps(manifest(b"{}", [content])).encode()
    for one in (b"{}", content, document):
        with layout.store.writer(CallContext(), digest_of(one)) as writer:
            writer.write(one)
            writer.commit()
    root = Descriptor(OCI_MANIFEST, digest_of(document), len(document))
    layout.add(CallContext(), root, "v1")
    push(folder, repository(registry, "lib/large"), "v1")
    return content


def _interrupted(words: list[str], folder: Path) -> int:
    """Start a pull, and send it Ctrl-C once a part of a layer is there: how many bytes of it are
    there when it has ended; 0: it was done before."""
    running = subprocess.Popen(
        [*words, folder],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    def size() -> int:
        parts = (one for one in folder.glob("ingests/*") if one.suffix != ".json")
        return max((one.stat().st_size for one in parts), default=0)

    while running.poll() is None:
        with suppress(FileNotFoundError):  # it has just become a blob
            if size() > 4 * 2**20:
                running.send_signal(signal.SIGINT)
                break
        time.sleep(0.001)
    _, shown = running.communicate(timeout=60)
    if running.returncode == 0:
        return 0
    assert running.returncode == 130
    *before, last = shown.splitlines()
    assert last == "interrupted: the same command goes on from here"
    assert any(" moved" in line and "  only " in line for line in before)
    return size()


def test_a_pull_that_was_interrupted_goes_on(registry: str, large: bytes, tmp_path: Path) -> None:
    """In the middle of a large layer, by Ctrl-C: only the rest of it is moved, and it is right."""
    words = [sys.executable, "-m", "remotes_reference", "pull", "--plain-http"]
    words.append(f"{registry}/lib/large:v1")
    for number in range(10):  # the pull may have been faster
        folder = tmp_path / f"{number}"
        if there := _interrupted(words, folder):
            break
    assert 4 * 2**20 < there < len(large)
    assert not (folder / "index.json").exists()
    done = subprocess.run(
        [*words, folder],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    line = next(one for one in done.stderr.splitlines() if one.startswith(name_of(large)[:12]))
    assert line.split("  ")[1:] == [
        "96.0 MiB",
        f"{amount(len(large) - there)} moved, the rest was there",
    ]
    assert blobs(folder)[name_of(large)] == large
