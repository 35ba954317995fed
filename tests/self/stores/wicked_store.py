"""A store in memory behind the command door, without any of our code. The argument names how its
program misbehaves in a Commit: "right" not at all, "threads" answers each call in a thread of its
own, "lets-two-in" does so, and lets two writers into a ref if their calls overlap."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import signal
import sys
import threading
import time
from typing import Any

HOW = sys.argv[1]
GUARD, LINE = threading.RLock(), threading.Lock()
STORES: dict[int, Store] = {}


class Refused(Exception):
    pass


class Store:
    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}
        self.ingests: dict[str, bytearray] = {}
        self.open: set[str] = set()
        self.handles: dict[str, Any] = {}

    def new(self, handle: dict[str, Any]) -> str:
        name = f"h{len(self.handles) + 1}"
        self.handles[name] = handle
        return name

    def writer(self, ref: str, size: int, digest: str) -> str:
        if digest:
            check(digest)
        with GUARD:
            is_open, is_there = ref in self.open, digest in self.blobs
        if is_open:
            raise Refused("locked", ref)
        if is_there:
            raise Refused("exists", digest)
        if HOW == "lets-two-in":
            time.sleep(0.02)
        with GUARD:
            self.open.add(ref)
            self.ingests.setdefault(ref, bytearray())
            return self.new({"ref": ref, "total": size, "ended": False})

    def commit(self, writer: dict[str, Any], size: int, digest: str) -> None:
        content = bytes(self.ingests[writer["ref"]])
        if digest:
            check(digest)
        algorithm = digest.partition(":")[0] or "sha256"
        found = f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
        if (0 < size != len(content)) or (digest and digest != found):
            raise Refused("failed_precondition", found)
        self.ingests.pop(writer["ref"])
        self.close(writer)
        if self.blobs.setdefault(found, content) is not content:
            raise Refused("exists", found)

    def close(self, writer: dict[str, Any]) -> None:
        if not writer["ended"]:
            self.open.discard(writer["ref"])
        writer["ended"] = True

    def content(self, digest: str) -> bytes:
        check(digest)
        if digest not in self.blobs:
            raise Refused("not_found", digest)
        return self.blobs[digest]


def check(digest: str) -> None:
    if not re.fullmatch(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}", digest):
        raise Refused("invalid_argument", digest)


def result(store: Store, call: dict[str, Any]) -> dict[str, Any]:
    op = call["op"]
    if op == "Writer":
        return {"writer": store.writer(call["ref"], call["size"], call["digest"])}
    with GUARD:
        if op == "Reader":
            return {"reader": store.new({"left": store.content(call["digest"])})}
        if op == "Walk":
            return {"contents": [{"digest": d, "size": len(c)} for d, c in store.blobs.items()]}
        handle = store.handles[call.get("writer") or call["reader"]]
        if op == "Read":
            piece, handle["left"] = handle["left"][: call["n"]], handle["left"][call["n"] :]
            return {"data": base64.b64encode(piece).decode()}
        if op in ("r.Close", "w.Close"):
            if op == "w.Close":
                store.close(handle)
            return {}
        if handle["ended"]:
            raise Refused("failed_precondition", "the writer is closed")
        ingest = store.ingests[handle["ref"]]
        if op == "Write":
            ingest += base64.b64decode(call["data"])
            return {"n": len(base64.b64decode(call["data"]))}
        if op == "Status":
            return {"ref": handle["ref"], "offset": len(ingest), "total": handle["total"]}
        if op == "Truncate" and call["size"]:
            raise Refused("invalid_argument", "only 0")
        if op == "Truncate":
            ingest.clear()
            return {}
        store.commit(handle, call["size"], call["digest"])
        return {}


def obey(command: dict[str, Any]) -> None:
    if command["do"] == "call":
        answer: dict[str, Any] = {"call": command["call"]}
        try:
            answer["result"] = result(STORES[command["store"]], command)
        except Refused as error:
            answer["error"] = {"kind": error.args[0], "message": error.args[1]}
        if command["op"] == "Commit":
            answer = misbehave(answer)
    else:
        if command["do"] == "open":
            STORES[command["store"]] = Store()
        elif HOW == "deaf":
            time.sleep(60)
        answer = {"store": command["store"]}
    send(answer)


def misbehave(answer: dict[str, Any]) -> dict[str, Any]:
    match HOW:
        case "exits":
            print("the last words", file=sys.stderr, flush=True)
            os._exit(3)
        case "killed":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "mute":
            time.sleep(60)
        case "garbage":
            os.write(4, b"this is no JSON\n")
        case "twice":
            send(answer)
        case "refuses":
            return {"error": "not today"}
        case "other-call":
            return {**answer, "call": answer["call"] + 1}
        case "no-kind":
            return {"call": answer["call"], "error": {"kind": "busy", "message": ""}}
        case "nothing":
            return {"call": answer["call"]}
    return answer


def send(answer: dict[str, Any]) -> None:
    line = json.dumps(answer).encode() + b"\n"
    with LINE:
        while line:
            line = line[os.write(4, line) :]


IS_CONCURRENT = HOW in ("threads", "lets-two-in")
for line in open(3):  # noqa: SIM115  # it is the process's own
    command = json.loads(line)
    if command["do"] == "describe":
        offers = ["store", "walk", *["concurrent"] * IS_CONCURRENT]
        send({"protocol": 1, "implementation": "wicked", "capabilities": offers})
    elif IS_CONCURRENT and command["do"] == "call":
        threading.Thread(target=obey, args=(command,)).start()
    else:
        obey(command)
