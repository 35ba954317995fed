"""Confirms a ledger without the harness: each entry, on a registry that lies as its scenario does.

Prints a line for each entry; the exit status is 1 if one of them does not show.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
import os
import re
import signal
import sys
import tempfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from lies import settings_of
from lying import BASIC, PASSWORD, USER, Lying
from lying_image import CONFIG, LAYER, digest, manifest


@dataclass
class Ended:
    """How an operation ended, the text of its error, and what it wrote or logged.

    `wrong`: other bytes are left under the name of a digest.
    """

    how: str
    text: str = ""
    output: str = ""
    wrong: bool = False


HANGS_AFTER = 8.0
"""Seconds after which an operation counts as one that does not end."""
AGAIN = 8
"""Times that an entry is tried which shows by chance."""
LARGE = 33 * 1024 * 1024


def main(folder: Path, client: Any) -> None:
    """Confirm `ledger.toml` in *folder*: *client* has a method for each operation."""
    ledger = tomllib.loads((folder / "ledger.toml").read_text())
    entries = ledger.get("divergence", [])
    wanted = sys.argv[1:]
    if wanted:
        entries = [one for one in entries if one["token"] in wanted]
    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(lambda one: shows_at_all(client, one), entries))
    for entry, (shows, what) in zip(entries, shown, strict=True):
        mark = "shows" if shows else "DOES NOT SHOW"
        print(f"{mark}  {entry['requirement']}: {entry['cause']} ({what})")
    sys.exit(0 if all(shows for shows, _ in shown) else 1)


def shows_at_all(client: Any, entry: dict[str, str]) -> tuple[bool, str]:
    """As `shows_in`; what shows by chance is tried again."""
    for _attempt in range(AGAIN if "by chance" in entry["reason"] else 1):
        found = shows_in(client, entry)
        if found[0]:
            break
    return found


def shows_in(client: Any, entry: dict[str, str]) -> tuple[bool, str]:
    """Whether *entry* shows, and how the operation ended. Without the lie it has to succeed."""
    does, cause = entry["token"].partition(".")[0], entry["cause"]
    usual = f"{does}.nothing-is-unusual"
    with tempfile.TemporaryDirectory() as name, Lying(**settings_of(usual)) as registry:
        ended = _run(getattr(client, does), _operation(does, registry, Path(name)))
        if ended.how != "done":
            return False, f"without any lie: {ended}"
    with tempfile.TemporaryDirectory() as name, Lying(**settings_of(entry["token"])) as registry:
        operation = _operation(does, registry, Path(name))
        ended = _run(getattr(client, does), operation)
        ended.wrong = does == "pull" and any(map(_is_wrong, operation.folder.rglob("*")))
    text = " ".join(ended.text.split())[:90]
    return SHOWN_BY[step_of(cause)](registry, ended), f"{ended.how}{text and ': '}{text}"


def _is_wrong(path: Path) -> bool:
    """Whether other bytes are under the name of a digest."""
    names = [digest(content).partition(":")[2] for content in (CONFIG, LAYER, manifest())]
    is_named = path.is_file() and path.name in names
    return is_named and hashlib.sha256(path.read_bytes()).hexdigest() != path.name


def step_of(cause: str) -> str:
    """The end of a cause; of a secret, what is common to all of them."""
    step = cause.rpartition(": ")[2]
    first = step.split(" ")[0].rstrip(",")
    is_secret = " in " in step and first in ("user", "token", "password")
    return "a secret elsewhere" if is_secret else step


def _operation(does: str, registry: Lying, room: Path) -> SimpleNamespace:
    folder = room / "image"
    if does == "push":
        blobs = folder / "blobs" / "sha256"
        blobs.mkdir(parents=True)
        document = manifest(registry.variant)
        for content in (document, CONFIG, LAYER, b""):
            (blobs / digest(content).partition(":")[2]).write_bytes(content)
        entry = {
            "mediaType": _type_of(document), "digest": digest(document), "size": len(document),
            "annotations": {"org.opencontainers.image.ref.name": "v1"},
        }  # fmt: skip
        (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [entry]}))
        (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return SimpleNamespace(
        registry=registry.urls["registry"].removeprefix("http://"), name="library/thing",
        tag="v1", digest=digest(manifest(registry.variant)), blob=digest(LAYER), user=USER,
        password=PASSWORD, limit=3, folder=folder, room=room, mount_from="",
        scheme="http", authority=None,
    )  # fmt: skip


def _type_of(document: bytes) -> str:
    return str(json.loads(document)["mediaType"])


def _run(method: Callable[[Any], object], operation: SimpleNamespace) -> Ended:
    """How it ends, in a process of its own: "done", "failed" or "hung"."""
    context = multiprocessing.get_context("fork")
    ours, its = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(method, operation, its), daemon=False)
    process.start()
    its.close()
    try:
        ended = Ended(*ours.recv()) if ours.poll(HANGS_AFTER) else Ended("hung")
    except EOFError:
        ended = Ended("failed", "it crashed")
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        process.kill()
    process.join()
    output = operation.room / "output"
    ended.output = output.read_text(errors="replace") if output.exists() else ""
    return ended


def _call(method: Callable[[Any], object], operation: SimpleNamespace, pipe: Any) -> None:
    os.setsid()
    os.environ["HOME"] = str(operation.room)
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    with (operation.room / "output").open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    sys.stdout = sys.stderr = os.fdopen(2, "w", closefd=False)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, force=True)
    try:
        method(operation)
    except BaseException as error:
        ended = ("failed", f"{type(error).__name__}: {error}")
    else:
        ended = ("done", "")
    sys.stderr.flush()
    pipe.send(ended)
    os._exit(0)


# -- by the end of a cause: whether it shows in the registry, the end and the files ---------------


def _is_elsewhere(registry: Lying) -> bool:
    """A secret went to another host; the tokens of other hosts are none of ours."""
    secrets = (BASIC, PASSWORD, "token-of-registry")
    return any(
        secret in one["given"] or secret in one["body"].decode("latin-1")
        for one in registry.seen
        if one["host"] != "registry"
        for secret in secrets
    )


def _is_at_no_location(registry: Lying) -> bool:
    known = set()
    for url in registry.locations:
        path = url.partition("://")[2].partition("/")[2] if "://" in url else url[1:]
        known.add(path.partition("?")[0])
    uploads = [
        s for s in registry.seen if s["method"] in ("PATCH", "PUT") and "uploads" in s["path"]
    ]
    return any(one["path"].partition("?")[0][1:] not in known for one in uploads)


def _is_taken_as_sent(registry: Lying) -> bool:
    """After the first request with bytes met the lie, its upload was ended without all of them."""
    sends = [s for s in registry.seen if s["what"] == "upload" and s["method"] in ("PATCH", "PUT")]
    place = sends[0]["path"].partition("?")[0]
    later = [one for one in sends[1:] if one["path"].partition("?")[0] == place]
    ends = [one["path"] for one in later if "digest=" in one["path"]]
    wanted = [len(content) for content in (CONFIG, LAYER) if digest(content) in "".join(ends)]
    return bool(wanted) and sum(len(one["body"]) for one in later) < wanted[0]


def _is_early(registry: Lying) -> bool:
    """The same was asked for again before the second of Retry-After had passed."""
    what = registry.lies[0].what
    asked = [one["at"] for one in registry.seen if one["what"] == what]
    return any(later - earlier < 0.9 for earlier, later in pairwise(asked))


def _is_untrue(registry: Lying) -> bool:
    """There was a lie; or the manifest is not there as it was given, although nothing was wrong."""
    sent = [one["body"] for one in _puts(registry)]
    return bool(registry.lies) or not sent or manifest(registry.variant) not in sent


def _is_named(status: int, text: str) -> bool:
    """Whether *text* has the status, or what the registry says."""
    words = (str(status), HTTPStatus(status).phrase, "DENIED", "the registry says no")
    return any(word in text for word in words)


def _puts(registry: Lying) -> list[dict[str, Any]]:
    return [s for s in registry.seen if s["what"] == "manifest" and s["method"] == "PUT"]


def _is_without_its_blob(registry: Lying) -> bool:
    """A manifest was sent although the end of an upload was answered by no success."""
    ends = [lie for lie in registry.told if lie.what == "upload"]
    return bool(_puts(registry)) and any(not 200 <= lie.status < 300 for lie in ends)


SHOWN_BY: dict[str, Callable[[Lying, Ended], bool]] = {
    "success": lambda registry, ended: ended.how == "done" and _is_untrue(registry),
    "an error": lambda registry, ended: ended.how == "failed",
    "it waits too long": lambda registry, ended: ended.how == "hung",
    "it does not end": lambda registry, ended: ended.how == "hung" or len(registry.seen) > 500,
    "wrong bytes under the digest's name": lambda registry, ended: ended.wrong,
    "it is read on and on": lambda registry, ended: registry.most_sent >= LARGE,
    "a secret elsewhere": lambda registry, ended: _is_elsewhere(registry),
    "asked for below blobs/": lambda registry, ended: any(
        "/blobs/" in s["path"] and digest(manifest()) in s["path"] for s in registry.seen
    ),
    "it comes too early": lambda registry, ended: _is_early(registry),
    "the query is not kept": lambda registry, ended: any(
        s["method"] == "PUT" and "digest=" in s["path"] and "empty=" not in s["path"]
        for s in registry.seen
    ),
    "another place than any Location": lambda registry, ended: _is_at_no_location(registry),
    "what was interrupted is taken as sent": lambda registry, ended: _is_taken_as_sent(registry),
    "another Content-Type": lambda registry, ended: any(
        s["type"] != _type_of(manifest(registry.variant)) for s in _puts(registry)
    ),
    "they are not in it": lambda registry, ended: (
        ended.how == "failed" and not re.search("DENIED|the registry says no", ended.text)
    ),
    "the status is not in it": lambda registry, ended: (
        ended.how == "failed" and not _is_named(registry.lies[0].status, ended.text)
    ),
    "it is not reported once": lambda registry, ended: (
        ended.how == "done" and ended.output.count("the registry is old") != 1
    ),
    "the manifest comes first": lambda registry, ended: _is_without_its_blob(registry),
    "other bytes": lambda registry, ended: any(
        s["body"] != manifest(registry.variant) for s in _puts(registry)
    ),
}
