"""Scenarios for clients of a registry, played and judged in a CPU second: without sockets, and over
loopback. The client is a plain one on `requests`, in this process; the same scenarios both times.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

import requests
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.scenarios.clients import CLIENT_STORIES

MANIFEST = "application/vnd.oci.image.manifest.v1+json"


class Plain:
    """Pulls and pushes, with one session for each operation, and verifies nothing."""

    carrier = ""

    def session(self, operation: Operation) -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        self.root = f"http://{operation.registry}/v2/{operation.name}"
        return session

    def pull(self, operation: Operation) -> None:
        with self.session(operation) as session:
            manifest = self.get(session, f"manifests/{operation.digest}")
            operation.folder.mkdir()
            document = json.loads(manifest)
            for part in (document["config"], *document["layers"]):
                content = self.get(session, f"blobs/{part['digest']}")
                self.place(operation.folder, part["digest"]).write_bytes(content)
            self.place(operation.folder, operation.digest).write_bytes(manifest)

    def place(self, folder: Path, digest: str) -> Path:
        return folder / digest.partition(":")[2]

    def get(self, session: requests.Session, path: str) -> bytes:
        answer = session.get(f"{self.root}/{path}", headers={"Accept": MANIFEST}, timeout=1)
        answer.raise_for_status()
        return answer.content

    def push(self, operation: Operation) -> None:
        blobs = operation.folder / "blobs" / "sha256"
        with self.session(operation) as session:
            manifest = self.place(blobs, operation.digest).read_bytes()
            document = json.loads(manifest)
            for part in (document["config"], *document["layers"]):
                self.upload(session, part["digest"], self.place(blobs, part["digest"]).read_bytes())
            url = f"{self.root}/manifests/{operation.tag}"
            self.put(session, url, manifest, MANIFEST)

    def upload(self, session: requests.Session, digest: str, content: bytes) -> None:
        begun = session.post(f"{self.root}/blobs/uploads/", timeout=1)
        begun.raise_for_status()
        place = requests.compat.urljoin(begun.url, begun.headers["Location"])
        url = f"{place}{'&' if '?' in place else '?'}digest={digest}"
        self.put(session, url, content, "application/octet-stream")

    def put(self, session: requests.Session, url: str, body: bytes, media_type: str) -> None:
        headers = {"Content-Type": media_type}
        session.put(url, data=body, headers=headers, timeout=1).raise_for_status()


class PlainInProcess(Plain):
    """The same, as the harness carries it without sockets."""

    carrier = "requests"


def measured(client: Any, seed: int) -> float:
    """Scenarios in a CPU second of the whole process, from the image to the judgement."""
    bench = ClientBench(PythonClient(client, patience=5), name="plain", seed=seed)
    stories = [
        one
        for one in CLIENT_STORIES
        if bench.can_play(one) and not one.waits and not one.variant and "endless" not in repr(one)
    ]
    began = time.process_time()
    for one in stories:
        bench.judged(one, bench.play(one))
    return len(stories) / (time.process_time() - began)


def main() -> None:
    """Rounds that take turns; medians, and what they are of one another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    measured(Plain(), 0)
    measured(PlainInProcess(), 0)
    pairs = [(measured(PlainInProcess(), n), measured(Plain(), n)) for n in range(1, rounds + 1)]
    without, over = (statistics.median(one) for one in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"without sockets  {without:6.0f} scenarios a CPU second, judged (aim: 200)")
    print(f"over loopback    {over:6.0f} scenarios a CPU second, judged (aim: 100)")
    print(f"ratio            {ratio:6.2f}")


if __name__ == "__main__":
    main()
