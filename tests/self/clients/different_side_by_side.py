"""Right clients that send the blobs of an image side by side."""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .different import SendsInOnePut, different
from .right import Right


@different
class SendsSideBySide(Right):
    """Each blob of an image in a thread of its own. A refused request is made four times more."""

    attempts = 4

    def push_document(self, blobs: Path, digest: str, tag: str) -> None:
        content = (blobs / digest.partition(":")[2]).read_bytes()
        document = json.loads(content)
        for part in document.get("manifests", ()):
            self.push_document(blobs, part["digest"], part["digest"])
        digests = [part["digest"] for part in self.parts(document)] if "config" in document else []
        with ThreadPoolExecutor(max(len(digests), 1)) as pool:
            # Each has its own credentials, as a connection has.
            sent = [
                pool.submit(
                    copy.copy(self).push_blob, one, (blobs / one.partition(":")[2]).read_bytes()
                )
                for one in digests
            ]
        for one in sent:
            one.result()
        self.push_manifest(tag, digest, content)


@different
class SendsSideBySideWithoutAsking(SendsSideBySide, SendsInOnePut):
    """Sends existing blobs again: no request shows which blobs are about to be sent."""
