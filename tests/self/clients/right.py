"""A right client on `http.client`. Wrong ones are made from it, by changing one method each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from remotes_conformance.doors.clients.operation import Operation

from .access import Access
from .transport import Answer, Failed

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
TYPES = (MANIFEST, INDEX)
BIGGEST = 4 * 1024 * 1024


class Right(Access):
    """Pulls into a folder, pushes from a layout. It resumes, and sends chunks."""

    accept = f"{MANIFEST}, {INDEX}"
    indexes = True
    mounts = True
    subjects = True
    smallest = 0
    """Bytes that a chunk has to have."""
    chunk = 100_000
    resumes = True
    biggest_manifest = BIGGEST

    def url(self, path: str) -> str:
        return f"http://{self.registry}/v2/{self.name}/{path}"

    def start(self, operation: Operation) -> None:
        self.begin(operation.registry, operation.user, operation.password)
        self.name = operation.name

    # -- pull ------------------------------------------------------------------------------------

    def pull(self, operation: Operation) -> None:
        self.start(operation)
        operation.folder.mkdir()
        self.pull_document(operation.folder, operation.digest)

    def pull_document(self, folder: Path, digest: str) -> None:
        manifest = self.manifest(digest)
        document = self.document(manifest)
        for part in document.get("manifests", ()):
            self.pull_document(folder, part["digest"])
        for part in (document["config"], *document["layers"]) if "config" in document else ():
            self.keep(folder, part["digest"], self.blob(part))
        self.keep(folder, digest, manifest)

    def keep(self, folder: Path, digest: str, content: bytes) -> None:
        (folder / digest.partition(":")[2]).write_bytes(content)

    def manifest(self, digest: str) -> bytes:
        headers = {"Accept": self.accept, "Accept-Encoding": "identity"}
        with self.ask("GET", self.url(self.manifest_path(digest)), headers) as answer:
            self.check_read(answer)
            self.check_type(answer)
            content = self.body(answer, self.biggest_manifest)
            return self.verified(content, self.expected_digest(digest, answer))

    def manifest_path(self, digest: str) -> str:
        return f"manifests/{digest}"

    def blob_path(self, digest: str) -> str:
        return f"blobs/{digest}"

    def expected_digest(self, digest: str, answer: Answer) -> str:
        return digest

    def check_read(self, answer: Answer) -> None:
        if answer.status != 200:
            raise self.refused(answer)
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Failed("a coding that was not asked for")

    def refused(self, answer: Answer) -> Failed:
        """The error for an answer: its status, and the message of the registry."""
        return Failed(f"the answer was {answer.status}: {answer.content(1000).decode('latin-1')}")

    def check_type(self, answer: Answer) -> None:
        if answer.headers.get("content-type", "").partition(";")[0].strip() not in TYPES:
            raise Failed("a type that was not accepted")

    def body(self, answer: Answer, most: int) -> bytes:
        """The body up to *most* bytes. Raises `Failed` if it is longer, or cut."""
        content = answer.content(most + 1)
        length = answer.headers.get("content-length")
        if len(content) > most or (length and len(content) < int(length)):
            raise Failed(f"{len(content)} bytes came")
        return content

    def verified(self, content: bytes, digest: str) -> bytes:
        if digest != f"sha256:{hashlib.sha256(content).hexdigest()}":
            raise Failed("other bytes than those of the digest")
        return content

    def document(self, content: bytes) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(content)
        if "manifests" in document and "layers" in document:
            raise Failed("an ambiguous document")
        return document

    def blob(self, part: dict[str, Any]) -> bytes:
        digest, size = part["digest"], part["size"]
        url, headers = self.url(self.blob_path(digest)), {"Accept-Encoding": "identity"}
        with self.ask("GET", url, headers) as answer:
            self.check_read(answer)
            content = answer.content(size + 1)
        if len(content) < size and self.resumes:
            content += self.rest(url, headers, len(content))
        return self.verified(content, digest)

    def rest(self, url: str, headers: dict[str, str], offset: int) -> bytes:
        """The bytes from *offset* on. Raises `Failed` if they are others."""
        with self.ask("GET", url, {**headers, "Range": f"bytes={offset}-"}) as answer:
            if answer.status == 200:
                return self.all_of(answer)[offset:]
            if answer.status != 206 or not answer.headers.get("content-range", "").startswith(
                f"bytes {offset}-"
            ):
                raise Failed(f"the rest was answered by {answer.status}")
            return self.all_of(answer)

    def all_of(self, answer: Answer) -> bytes:
        return answer.content(1 << 22)

    # -- push ------------------------------------------------------------------------------------

    def push(self, operation: Operation) -> None:
        self.start(operation)
        self.mount_from = operation.mount_from if self.mounts else ""
        self.push_document(operation.folder / "blobs" / "sha256", operation.digest, operation.tag)

    def push_document(self, blobs: Path, digest: str, tag: str) -> None:
        content = (blobs / digest.partition(":")[2]).read_bytes()
        document = json.loads(content)
        for part in document.get("manifests", ()):
            self.push_document(blobs, part["digest"], part["digest"])
        for part in self.parts(document) if "config" in document else ():
            self.push_blob(part["digest"], (blobs / part["digest"].partition(":")[2]).read_bytes())
        self.push_manifest(tag, digest, content)

    def parts(self, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from (document["config"], *document["layers"])

    def exists(self, digest: str) -> bool:
        with self.ask("HEAD", self.url(f"blobs/{digest}")) as answer:
            return answer.status == 200

    def push_blob(self, digest: str, content: bytes) -> None:
        if not self.exists(digest) and (place := self.begin_upload(digest)):
            self.upload(place, digest, content)

    def begin_upload(self, digest: str) -> str:
        """The URL for the blob; empty: it was mounted."""
        query = f"?mount={digest}&from={self.mount_from}" if self.mount_from else ""
        url = self.url(f"blobs/uploads/{query}")
        with self.ask("POST", url, body=b"") as answer:
            if answer.status == 201 and query:
                return self.mounted(answer)
            if answer.status != 202:
                raise Failed(f"the upload was answered by {answer.status}")
            smallest = answer.headers.get("oci-chunk-min-length", "0")
            self.smallest = int(smallest) if smallest.isdecimal() else 0
            return self.location(url, answer)

    def mounted(self, answer: Answer) -> str:
        return ""

    def location(self, url: str, answer: Answer) -> str:
        if not answer.headers.get("location"):
            raise Failed("there is no Location")
        return urljoin(url, answer.headers["location"])

    def upload(self, place: str, digest: str, content: bytes) -> None:
        size = self.chunk_size()
        for start in range(0, len(content), size):
            piece = content[start : start + size]
            headers = {
                "Content-Type": "application/octet-stream",
                "Content-Range": self.content_range(start, len(piece)),
            }
            with self.ask("PATCH", place, headers, piece) as answer:
                self.check_chunk(answer)
                place = self.location(place, answer)
        with self.ask("PUT", self.finished(place, digest), body=b"") as answer:
            self.check_put(answer, digest)

    def chunk_size(self) -> int:
        return max(self.chunk, self.smallest)

    def content_range(self, start: int, size: int) -> str:
        return f"{start}-{start + size - 1}"

    def check_chunk(self, answer: Answer) -> None:
        if answer.status != 202:
            raise Failed(f"a chunk was answered by {answer.status}")

    def finished(self, place: str, digest: str) -> str:
        return f"{place}{'&' if '?' in place else '?'}digest={quote(digest, safe='')}"

    def check_put(self, answer: Answer, digest: str) -> None:
        if answer.status != 201:
            raise Failed(f"a PUT was answered by {answer.status}")
        if answer.headers.get("docker-content-digest", digest) != digest:
            raise Failed("the registry has stored something else")

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        document = json.loads(content)
        url, headers = self.url(f"manifests/{tag}"), {"Content-Type": document["mediaType"]}
        with self.ask("PUT", url, headers, content) as answer:
            self.check_put(answer, digest)
            is_listed = "oci-subject" in answer.headers
        if "subject" in document and not is_listed:
            self.add_referrer(document, digest, len(content))

    def add_referrer(self, document: dict[str, Any], digest: str, size: int) -> None:
        tag = document["subject"]["digest"].replace(":", "-")
        index = self.referrers(tag)
        self.append(index["manifests"], self.referrer(document, digest, size))
        headers = {"Content-Type": INDEX}
        body = json.dumps(index).encode()
        with self.ask("PUT", self.url(f"manifests/{tag}"), headers, body) as answer:
            if answer.status != 201:
                raise Failed(f"the list of referrers was answered by {answer.status}")

    def referrers(self, tag: str) -> dict[str, Any]:
        """The list of referrers that is there, or an empty one."""
        with self.ask("GET", self.url(f"manifests/{tag}"), {"Accept": INDEX}) as answer:
            if answer.status == 404:
                return {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}
            self.check_read(answer)
            self.check_list(answer)
            found: dict[str, Any] = json.loads(answer.content(BIGGEST))
            return found

    def check_list(self, answer: Answer) -> None:
        if answer.headers.get("content-type") != INDEX:
            raise Failed("the referrers tag names another kind of document")

    def append(self, listed: list[dict[str, Any]], one: dict[str, Any]) -> None:
        if one["digest"] not in {other["digest"] for other in listed}:
            listed.append(one)

    def referrer(self, document: dict[str, Any], digest: str, size: int) -> dict[str, Any]:
        return {
            "mediaType": document["mediaType"],
            "digest": digest,
            "size": size,
            "artifactType": document["artifactType"],
            "annotations": document["annotations"],
        }
