"""A minimal adapter behind the command door: ref keys only, and one way to misbehave."""

import json
import os
import signal
import sys
import time

from remotes_conformance.media_types import KINDS

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
STDIO = "stdio" in sys.argv
BAD = "layer-"  # it misbehaves when it is asked for a layer's key


def key(descriptor: dict) -> str:
    kinds = (kind for kind, types in KINDS.items() if descriptor["mediaType"] in types)
    return f"{next(kinds, 'unknown')}-{descriptor['digest']}"


def misbehave() -> None:
    if HOW == "prints":
        print("hello on stdout", flush=True)
        print("hello on stderr", file=sys.stderr, flush=True)
    elif HOW == "exits":
        print("the last words", file=sys.stderr, flush=True)
        sys.exit(3)
    elif HOW == "killed":
        os.kill(os.getpid(), signal.SIGSEGV)
    elif HOW == "mute":
        time.sleep(60)
    elif HOW == "garbage":
        OUT.write("this is no JSON\n")
    elif HOW == "closes":
        OUT.close()
        time.sleep(60)


IN, OUT = (sys.stdin, sys.stdout) if STDIO else (open(3), open(4, "w"))  # noqa: SIM115
for line in IN:
    command = json.loads(line)
    if command["do"] == "describe":
        answer = {"protocol": 1, "implementation": "keys", "version": "0", "language": "python"}
        answer |= {"editions": ["2017-06"], "capabilities": ["make_ref_key", "virtual-time"]}
    else:
        answer = {"world": command["world"], "now": 0, "calls": [], "returns": [], "logs": []}
    if command["do"] == "start":
        made = key(command["descriptor"])
        task = command["task"]
        if made.startswith(BAD):
            misbehave()
        if made.startswith("unknown-"):
            text = f"unknown type {command['descriptor']['mediaType']}"
            answer["logs"].append({"task": task, "level": "warning", "message": text})
        answer["returns"].append({"task": task, "key": made})
    OUT.write(json.dumps(answer) + "\n")
    OUT.flush()
