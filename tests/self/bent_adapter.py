"""A right adapter whose answers are bent on the way: `bent_adapter.py HOW`.

The handlers behind it are the reference's, so that each fault is the adapter's.
"""

import json
import os
import subprocess
import sys

HOW = sys.argv[1]
SERVED = [sys.executable, "-m", "remotes_conformance.serve", "--stdio", "remotes_reference:remotes"]


def bent(answer: dict) -> dict:
    for returned in answer.get("returns", ()):
        if HOW == "no-kinds" and "error" in returned:
            returned["error"]["kinds"] = []
        if HOW == "no-ids" and "error" in returned:
            returned["error"]["ids"] = []
        if HOW == "no-key":
            returned.pop("key", None)
            returned["ok"] = True
        if HOW == "null-key":
            returned["key"] = None
        if HOW == "no-descriptors" and "descriptors" in returned:
            returned |= {"descriptors": [], "children": 0}
    for log in answer.get("logs", ()):
        if HOW == "warns":
            log["level"] = "warn"
    if HOW == "means-1.6" and "capabilities" in answer:
        answer["editions"] = ["1.6"]
    if HOW == "colours" and "capabilities" in answer:
        answer |= {"implementation": "a\x1b[31mb\nc\x07", "version": "1\r\u202e2"}
    if HOW == "misspells" and "capabilities" in answer:
        answer["capabilities"] = ["make_ref_keys"]
    for call in answer.get("calls", ()):
        if HOW == "no-task" and "ctx" in call:
            call["ctx"]["task"] = ""
        if HOW == "never-cancelled" and "ctx" in call:
            call["ctx"]["cancelled"] = False
    if HOW == "runs-ahead" and "now" in answer:
        answer["now"] += 1_000_000
    if HOW == "no-world":
        answer.pop("world", None)
    if HOW == "says-no" and "world" in answer:
        return {"error": "there are no worlds"}
    return answer


def written(answer: dict, command: bytes) -> bytes:
    # The doctor's own content has 22 bytes, that of the stories 24.
    in_latin_1 = all(part in command for part in (b'"do":"start"', b'"kind":"push"', b'"size":24'))
    if HOW == "pushes-in-latin-1" and in_latin_1:
        return json.dumps(answer | {"note": "ö"}, ensure_ascii=False).encode("latin-1")
    if HOW == "latin-1":
        return json.dumps(answer, ensure_ascii=False).encode("latin-1", "replace")
    line = json.dumps(answer).encode()
    return line.replace(rb"\ud83d\udcd6", rb"\ud83d") if HOW == "half-a-pair" else line


def bent_command(command: dict) -> dict:
    result = command.get("result", {})
    if HOW == "never-waits" and "waits" in result:
        result["waits"] = 0
    return command


served = subprocess.Popen(SERVED, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for line in open(3, "rb"):  # noqa: SIM115  # it is the process's own
    served.stdin.write(json.dumps(bent_command(json.loads(line))).encode() + b"\n")
    served.stdin.flush()
    os.write(4, written(bent(json.loads(served.stdout.readline())), line) + b"\n")
