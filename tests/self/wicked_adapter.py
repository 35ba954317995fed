"""An adapter for ref keys that misbehaves in one way, when it is asked for a layer's key.

`wicked_adapter.py HOW [stdio]`; a HOW that begins with "describe-" misbehaves in the handshake.
"""

import json
import os
import signal
import subprocess
import sys
import time

from remotes_conformance.media_types import KINDS

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
STDIO = "stdio" in sys.argv
IN, OUT = (0, 1) if STDIO else (3, 4)
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def send(line: str | bytes) -> None:
    """Write all of it, as it is."""
    rest = line.encode() if isinstance(line, str) else line
    while rest:
        rest = rest[os.write(OUT, rest) :]


def for_ever(line: str) -> None:
    while True:
        send(line)


def warn(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def leave(words: str, status: int) -> None:
    warn(words)
    os._exit(status)


def fork_and_exit(**how: object) -> None:
    """A grandchild that keeps all pipes open outlives the child."""
    subprocess.Popen(SLEEPER, pass_fds=(IN, OUT), **how)
    leave("I leave my child alone", 5)


def deafen() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(60)


def close_and_stay() -> None:
    os.close(OUT)
    time.sleep(60)


FAULTS = {
    "exits": lambda: leave("the last words", 3),
    "succeeds": lambda: leave("done, I think", 0),
    "killed": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "mute": lambda: time.sleep(60),
    "deaf": deafen,
    "garbage": lambda: send("this is no JSON\n"),
    "binary": lambda: send(b"\xff\xfe\x00\n"),
    "list": lambda: send("[1,2]\n"),
    "deep": lambda: send("[" * 100_000 + "\n"),
    "half-and-silent": lambda: (send('{"world":'), time.sleep(60)),
    "half-and-gone": lambda: (send('{"world":'), leave("oh", 4)),
    "drips": lambda: [(send(" "), time.sleep(0.1)) for _ in range(100)],
    "endless": lambda: for_ever("x" * 65536),
    "lines": lambda: for_ever('{"world":0}\n'),
    "closes": close_and_stay,
    "stops": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "empty": lambda: send("\n"),
    "null": lambda: send("null\n"),
    "floods-stderr": lambda: [warn("y" * 1_000_000) for _ in range(40)],
    "null-bytes": lambda: send(b"\0" * 10 + b"\n"),
    "orphans": fork_and_exit,
    "daemons": lambda: fork_and_exit(start_new_session=True),
    "slow": lambda: time.sleep(0.4),
    "prints": lambda: (print("hello on stdout", flush=True), warn("hello on stderr")),
}
"""Actions before the answer."""


def nested(levels: int) -> dict:
    return {"f": nested(levels - 1)} if levels else {}


def altered(answer: dict, command: dict) -> dict:
    """The answer that it gives instead."""
    task, world = command["task"], command["world"]
    call = {"call": 1, "op": "Writer", "task": task, "ref": "r", "size": 1, "digest": "d"}
    call["ctx"] = {"task": task, "cancelled": False, "fields": {}}
    log = {"task": task, "level": "info", "message": "m", "fields": {}}
    if HOW == "long-key":
        return {**answer, "returns": [{"task": task, "key": "k" * 30_000_000}]}
    if HOW == "key-of-5-mb":
        return {**answer, "returns": [{"task": task, "key": "k" * 5_000_000}]}
    if HOW == "many-calls":
        calls = [{**call, "call": number} for number in range(5000)]
        return {**answer, "calls": calls, "returns": []}
    if HOW == "many-logs":
        return {**answer, "logs": [log] * 100_000}
    answers = {
        "refuses": {"error": "I will not"},
        "other-world": {**answer, "world": world - 1},
        "unknown-op": {**answer, "calls": [{**call, "op": "Erase"}], "returns": []},
        "twice-a-number": {**answer, "calls": [call, call], "returns": []},
        "missing-field": {**answer, "calls": [{"call": 1, "op": "Writer", "task": task}]},
        "wrong-type": {**answer, "calls": [{**call, "size": "1"}], "returns": []},
        "wrong-list": {**answer, "calls": {"call": 1}},
        "far-now": {**answer, "now": 10**400},
        "wrong-now": {**answer, "now": "soon"},
        "back-in-time": {**answer, "now": -1},
        "runs-ahead": {**answer, "now": 1},
        "overruns": {**answer, "returns": []},
        "strange-task": {**answer, "returns": [{"task": "t7", "key": "k"}]},
        "returns-twice": {**answer, "returns": answer["returns"] * 2},
        "no-log": {**answer, "logs": [{"task": task, "level": 1}]},
        "deep-fields": {**answer, "logs": [{**log, "fields": nested(500)}]},
        "stands-still": {**answer, "returns": []},
    }
    return answers.get(HOW, answer)


def key(descriptor: dict) -> str:
    kinds = (kind for kind, types in KINDS.items() if descriptor["mediaType"] in types)
    return f"{next(kinds, 'unknown')}-{descriptor['digest']}"


def fail_late() -> None:
    """After the last answer of a world."""
    if HOW == "adds-at-the-end":
        send("one more\n")
    elif HOW == "dies-at-the-end":
        leave("all done", 6)
    elif HOW == "dies-after-the-end":
        time.sleep(0.01)  # as an interpreter that shuts down
        leave("all done", 6)


def main() -> None:
    was_layer = False
    if HOW == "forks":
        # Many adapters are started by a script: this one outlives a parent that does not end it.
        subprocess.Popen(SLEEPER, pass_fds=(IN, OUT))
        subprocess.Popen(SLEEPER, start_new_session=True)
    if HOW in ("hides", "stays"):
        # Only the mark in its environment lets the tests find this child.
        mark = os.environ.get("THIS_TEST", "")
        subprocess.Popen([*SLEEPER, mark], start_new_session=True, env={})
    for line in open(IN, closefd=False):  # noqa: SIM115  # it is the process's own
        command = json.loads(line)
        if command["do"] == "describe":
            if HOW.startswith("describe-"):
                FAULTS[HOW.removeprefix("describe-")]()
            answer = {"protocol": 1, "implementation": "keys", "version": "0"}
            answer |= {"language": "python", "editions": ["2017-06"]}
            answer |= {"capabilities": ["make_ref_key", "virtual-time"]}
            if HOW == "offers-nothing":
                answer["capabilities"] = []
            if HOW == "describes-refusal":
                answer = {"error": "protocol 1 is not spoken here"}
            send(json.dumps(answer) + "\n")
            continue
        answer = {"world": command["world"], "now": 0, "calls": [], "returns": [], "logs": []}
        again = 1
        if command["do"] == "start":
            made, task = key(command["descriptor"]), command["task"]
            answer["returns"].append({"task": task, "key": made})
            if made.startswith("unknown-"):
                text = f"unknown type {command['descriptor']['mediaType']}"
                answer["logs"].append({"task": task, "level": "warning", "message": text})
            if made.startswith("layer-"):
                FAULTS.get(HOW, lambda: None)()
                answer = altered(answer, command)
                again = 2 if HOW == "answers-twice" else 1
        if command["do"] == "advance" and HOW == "overruns":
            answer["now"] = command["until"] + 1
        send((json.dumps(answer) + "\n") * again)
        if command["do"] == "start":
            was_layer = made.startswith("layer-")
        elif command["do"] == "end" and was_layer:
            fail_late()
    if HOW == "stays":
        time.sleep(60)


if __name__ == "__main__":
    main()
