"""The contents of a registry, and its usual answers: blobs, manifests, tags and uploads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from .documents import REFERRERS
from .messages import Reply, Request, problem, sha256

_API = re.compile(r"/v2/(?P<name>.+)/(?P<kind>blobs|manifests)/(?P<rest>.+)")
_UPLOADS = re.compile(r"/v2/(?P<name>.+)/blobs/uploads/(?P<id>[^/]*)")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")


class Contents:
    """The contents of one registry. An answer has its effect only when that is called for."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.manifests: dict[str, tuple[str, bytes]] = {}
        """By digest: media type and bytes."""
        self.mountable: dict[str, bytes] = {}
        """The blobs that another repository has."""
        self.tags: dict[str, str] = {}
        self._uploads: dict[str, bytearray] = {}
        self._states: dict[str, int] = {}
        self._begun = 0

    def upload(self, request: Request) -> str:
        """The id of the upload that a request is about; empty: none."""
        found = _UPLOADS.fullmatch(request.path)
        return found["id"] if found else ""

    def goes_on(self, request: Request) -> bool:
        """True if it is about an upload that has bytes already."""
        return bool(self._uploads.get(self.upload(request)))

    def digest(self, request: Request) -> str:
        """The digest that a request names; for a tag, the tag's digest."""
        if _UPLOADS.fullmatch(request.path):
            return request.query.get("digest", "") or request.query.get("mount", "")
        found = _API.fullmatch(request.path)
        return self.tags.get(found["rest"], found["rest"]) if found else ""

    def usual(self, request: Request, body: bytes) -> Reply:
        """The usual answer."""
        if request.path.rstrip("/") == "/v2":
            return Reply(200, {"Content-Type": "application/json"}, b"{}")
        if found := _UPLOADS.fullmatch(request.path):
            return self._of_upload(request, found["name"], found["id"], body)
        if not (found := _API.fullmatch(request.path)):
            return problem(404, "NAME_UNKNOWN", "there is nothing here")
        if found["kind"] == "manifests" and request.method == "PUT":
            return self._put_manifest(found["rest"], request, body)
        if request.method not in ("GET", "HEAD"):
            return problem(405, "UNSUPPORTED", "the method is not supported")
        return self._get(request, found["kind"], self.digest(request))

    # -- reading ---------------------------------------------------------------------------------

    def _get(self, request: Request, kind: str, digest: str) -> Reply:
        if kind == "manifests":
            media_type, content = self.manifests.get(digest, ("", b""))
            is_there = digest in self.manifests
        else:
            media_type, content = "application/octet-stream", self.blobs.get(digest, b"")
            is_there = digest in self.blobs
        if not is_there:
            what = "MANIFEST" if kind == "manifests" else "BLOB"
            return problem(404, f"{what}_UNKNOWN", "it is not known to the registry")
        headers = {"Content-Type": media_type, "Docker-Content-Digest": digest}
        wanted = _RANGE.fullmatch(request.header("Range"))
        if wanted is None or request.method == "HEAD":
            return Reply(200, headers, content)
        return self.partial(content, int(wanted[1]), wanted[2], headers)

    @staticmethod
    def partial(content: bytes, start: int, end: str, headers: Mapping[str, str] = {}) -> Reply:
        """The answer to a Range: 206, or 416 where nothing is left."""
        if start >= len(content):
            reply = problem(416, "RANGE_INVALID", "there is nothing at that offset")
            reply.headers["Content-Range"] = f"bytes */{len(content)}"
            return reply
        stop = min(int(end) + 1 if end else len(content), len(content))
        where = {"Content-Range": f"bytes {start}-{stop - 1}/{len(content)}"}
        return Reply(206, {**headers, **where}, content[start:stop], start)

    # -- writing ---------------------------------------------------------------------------------

    def _put_manifest(self, reference: str, request: Request, body: bytes) -> Reply:
        digest = sha256(body)
        is_digest = ":" in reference
        if is_digest and reference != digest:
            return problem(400, "DIGEST_INVALID", "the manifest has another digest")
        try:
            document = json.loads(body)
            named = [document["config"], *document["layers"]] if "layers" in document else []
            listed = document.get("manifests", []) if not named else []
            subject = document["subject"]["digest"] if "subject" in document else ""
        except (ValueError, KeyError, TypeError, AttributeError):
            return problem(400, "MANIFEST_INVALID", "the manifest is no such document")
        if any(one["digest"] not in self.blobs for one in named):
            return problem(400, "MANIFEST_BLOB_UNKNOWN", "a blob of the manifest is not there")
        is_list = reference.startswith(REFERRERS)
        if not is_list and any(one["digest"] not in self.manifests for one in listed):
            return problem(400, "MANIFEST_UNKNOWN", "a manifest of the index is not there")

        def keep() -> None:
            self.manifests[digest] = (request.header("Content-Type"), body)
            if not is_digest:
                self.tags[reference] = digest

        place = {"Location": request.path.rpartition("/")[0] + "/" + digest}
        headers = {**place, "Docker-Content-Digest": digest, "OCI-Subject": subject}
        return Reply(201, headers, effect=keep)

    def _of_upload(self, request: Request, name: str, id: str, body: bytes) -> Reply:
        query = request.query
        if request.method == "POST" and not id:
            return self._begin(name, query, body)
        upload = self._uploads.get(id)
        if upload is None or query.get("_state") != str(self._states[id]):
            return problem(404, "BLOB_UPLOAD_UNKNOWN", "there is no such upload in this state")
        if request.method == "GET":
            return Reply(204, self._place(name, id, len(upload)))
        if request.method == "DELETE":
            return Reply(204, effect=lambda: self._forget(id))
        if request.method == "PATCH":
            return self._chunk(request, name, id, body)
        if request.method == "PUT":
            return self._finish(name, id, bytes(upload) + body, query.get("digest", ""))
        return problem(405, "UNSUPPORTED", "the method is not supported")

    def _begin(self, name: str, query: Mapping[str, str], body: bytes) -> Reply:
        if query.get("mount") in self.blobs:
            place = {"Location": f"/v2/{name}/blobs/{query['mount']}"}
            return Reply(201, {**place, "Docker-Content-Digest": query["mount"]})
        if query.get("mount") in self.mountable:
            return self._created(name, query["mount"], self.mountable[query["mount"]])
        if body and query.get("digest") == sha256(body):
            return self._created(name, query["digest"], body)
        self._begun += 1
        id = str(self._begun)
        self._uploads[id] = bytearray()
        self._states[id] = 1
        return Reply(202, self._place(name, id, 0))

    def _chunk(self, request: Request, name: str, id: str, body: bytes) -> Reply:
        upload = self._uploads[id]
        begins = request.header("Content-Range").removeprefix("bytes ").partition("-")[0]
        if begins and begins != str(len(upload)):
            reply = problem(416, "RANGE_INVALID", "the upload stands elsewhere")
            reply.headers.update(self._place(name, id, len(upload)))
            return reply
        following = self._states[id] + 1

        def keep() -> None:
            self._uploads[id] += body
            self._states[id] = following

        place = self._place(name, id, len(upload) + len(body), following)
        return Reply(202, place, effect=keep)

    def _finish(self, name: str, id: str, content: bytes, digest: str) -> Reply:
        if sha256(content) != digest:
            return problem(400, "DIGEST_INVALID", "the content has another digest")
        reply = self._created(name, digest, content)
        keep = reply.effect

        def keep_and_forget() -> None:
            keep()
            self._forget(id)

        reply.effect = keep_and_forget
        return reply

    def _created(self, name: str, digest: str, content: bytes) -> Reply:
        def keep() -> None:
            self.blobs[digest] = content

        place = {"Location": f"/v2/{name}/blobs/{digest}"}
        return Reply(201, {**place, "Docker-Content-Digest": digest}, effect=keep)

    def _forget(self, id: str) -> None:
        self._uploads.pop(id, None)

    def _place(self, name: str, id: str, size: int, state: int = 0) -> dict[str, str]:
        """The Location of an upload holds its state, which each chunk changes."""
        state = state or self._states[id]
        location = f"/v2/{name}/blobs/uploads/{id}?_state={state}&empty="
        return {"Location": location, "Range": f"0-{max(size - 1, 0)}", "Docker-Upload-UUID": id}
