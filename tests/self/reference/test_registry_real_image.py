"""A real image, end to end: our command, Debian's docker-registry, and three clients by others.

It is built here: a configuration and two layers that can be unpacked. What one has pushed, each
other one reads, with the same digests.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_daemon import Ctr, containerd
from real_registry import docker_registry, missing, skopeo
from registry_images import manifest
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.media_types import OCI_MANIFEST
from remotes_reference.registry import CallContext
from remotes_reference.registry.layouts import Layout

NEEDED = [*missing(), *(name for name in ("ctr", "podman") if shutil.which(name) is None)]
is_asked = bool(os.environ.get("REMOTES_REGISTRY"))
pytestmark = [
    pytest.mark.registry,
    pytest.mark.skipif(bool(NEEDED) and not is_asked, reason=f"not installed: {', '.join(NEEDED)}"),
    pytest.mark.skipif(os.geteuid() != 0 and not is_asked, reason="containerd runs as root only"),
]


def archive(name: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o755
        tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


ARCHIVES = [archive("hello", b"#!/bin/sh\necho hello\n"), archive("data", os.urandom(700_000))]
LAYERS = [gzip.compress(one, mtime=0) for one in ARCHIVES]
CONFIG = json.dumps(
    {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["/hello"]},
        "rootfs": {"type": "layers", "diff_ids": [digest_of(one) for one in ARCHIVES]},
    }
).encode()
MANIFEST = json.dumps(manifest(CONFIG, LAYERS)).encode()
PARTS = {digest_of(one): one for one in (CONFIG, *LAYERS, MANIFEST)}
IMAGE = digest_of(MANIFEST)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """With the image as `built/image:v1`, pushed by our command."""
    folder = tmp_path_factory.mktemp("built") / "layout"
    layout = Layout(folder, is_new=True)
    for digest, content in PARTS.items():
        with layout.store.writer(CallContext(), digest) as writer:
            writer.write(content)
            writer.commit()
    layout.add(CallContext(), Descriptor(OCI_MANIFEST, IMAGE, len(MANIFEST)), "v1")
    with docker_registry(tmp_path_factory.mktemp("registry")) as address:
        ours("push", folder, f"{address}/built/image:v1")
        yield address


@pytest.fixture(scope="module")
def ctr() -> Iterator[Ctr]:
    with tempfile.TemporaryDirectory(prefix="c") as room, containerd(Path(room)) as found:
        yield found


def ours(*arguments: object) -> None:
    """Our command, as a user starts it."""
    does, *rest = map(str, arguments)
    done = subprocess.run(
        [sys.executable, "-m", "remotes_reference", does, "--plain-http", "--quiet", *rest],
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def parts_in(folder: Path) -> dict[str, bytes]:
    """The files of an OCI image layout, by digest."""
    return {f"sha256:{one.name}": one.read_bytes() for one in (folder / "blobs/sha256").iterdir()}


def test_skopeo_reads_it(registry: str, tmp_path: Path) -> None:
    skopeo(
        "copy", "--quiet", "--src-tls-verify=false", f"docker://{registry}/built/image:v1",
        f"oci:{tmp_path}/out:v1", room=tmp_path,
    )  # fmt: skip
    assert parts_in(tmp_path / "out") == PARTS


@pytest.fixture
def short_path() -> Iterator[str]:
    """Podman takes no longer one than 50 characters for its run-time files."""
    with tempfile.TemporaryDirectory(prefix="p") as name:
        yield name


def test_podman_unpacks_it(registry: str, tmp_path: Path, short_path: str) -> None:
    auth = tmp_path / "auth.json"
    auth.write_text("{}")
    own = {"HOME": str(tmp_path), "REGISTRY_AUTH_FILE": str(auth)}
    words = ["podman", "--root", tmp_path / "root", "--runroot", short_path]
    words += ["--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--events-backend", "none"]

    def podman(*arguments: str) -> str:
        done = subprocess.run(
            [*words, *arguments], env={**os.environ, **own},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    name = f"{registry}/built/image:v1"
    podman("pull", "--quiet", "--tls-verify=false", name)
    assert podman("image", "inspect", "--format", "{{.Digest}}", name) == IMAGE
    config = digest_of(CONFIG).partition(":")[2]
    assert podman("image", "inspect", "--format", "{{.Id}}", name) == config


def test_ctr_reads_it_and_we_read_what_ctr_pushed(registry: str, ctr: Ctr, tmp_path: Path) -> None:
    name = f"{registry}/built/image:v1"
    ctr("content", "fetch", "--plain-http", "--all-platforms", name)
    for digest, content in PARTS.items():
        assert ctr("content", "get", digest) == content
    ctr("images", "push", "--plain-http", f"{registry}/by/ctr:v2", name)
    ours("pull", f"{registry}/by/ctr:v2", tmp_path / "pulled")
    assert parts_in(tmp_path / "pulled") == PARTS


def test_we_read_what_skopeo_pushed(registry: str, tmp_path: Path) -> None:
    source, target = f"docker://{registry}/built/image:v1", f"docker://{registry}/by/skopeo:v3"
    options = ("--src-tls-verify=false", "--dest-tls-verify=false")
    skopeo("copy", "--quiet", *options, source, target, room=tmp_path)
    ours("pull", f"{registry}/by/skopeo:v3", tmp_path / "pulled")
    assert parts_in(tmp_path / "pulled") == PARTS
