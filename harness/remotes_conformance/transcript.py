"""Test an adapter with golden transcripts, or write them anew from an implementation.

python -m remotes_conformance.transcript --remotes-command CMD docs/transcripts/*.jsonl
python -m remotes_conformance.transcript --write docs/transcripts --remotes package.module:object
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from .doors.child import ChildFailed
from .doors.transcripts import play_transcript, transcript
from .loading import load, open_bench
from .scenario import MILLISECOND, Answer, Cancel, Holder, Scenario
from .stories.building import answered, fetch, push, task


def scenarios() -> dict[str, Scenario]:
    """What the transcripts are of, by the names of their files."""
    digest = fetch().descriptor.digest
    for_a_while = (Holder(digest, 100 * MILLISECOND),)
    for_long = (Holder(digest, 10_000 * MILLISECOND),)
    return {
        "key": Scenario((task("key"),)),
        "key-of-an-unknown-type": Scenario((task("key", media_type="text/plain"),)),
        "fetch": Scenario((fetch(),)),
        "fetch-exists": Scenario((fetch(present=True),)),
        "fetch-locked": Scenario((fetch(),), for_a_while),
        "fetch-cancelled-in-a-wait": Scenario(
            (fetch(cancel=Cancel(at=200 * MILLISECOND)),), for_long
        ),
        "fetch-cancelled-beforehand": Scenario((fetch(cancel=Cancel(at=0)),), for_long),
        "fetch-fails": Scenario((answered(fetch(), Answer("Fetch", error="unavailable")),)),
        "fetch-fails-wrapped": Scenario(
            (answered(fetch(), Answer("Writer", error="not_found", wrap="from")),)
        ),
        "push": Scenario((push(),)),
        "push-exists": Scenario((push(present=True),)),
    }


def write(folder: Path, spec: str) -> None:
    """Write all transcripts of the implementation *spec*. Equal runs give equal files."""
    loaded = open_bench(load(spec), spec=spec)
    folder.mkdir(parents=True, exist_ok=True)
    for name, scenario in scenarios().items():
        lines = transcript(name, scenario, loaded.bench.play(scenario))
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: no difference; 1: some; 4: the adapter gives no answer."""
    parser = argparse.ArgumentParser(prog="python -m remotes_conformance.transcript")
    parser.add_argument("--remotes-command", metavar="CMD", help="the adapter to test")
    parser.add_argument("--remotes-stdio", action="store_true", help="it speaks on stdin, stdout")
    parser.add_argument("--remotes-patience", type=float, default=5.0, metavar="SECONDS")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the transcripts there")
    parser.add_argument("--remotes", metavar="package.module:object", help="of what to write them")
    parser.add_argument("paths", nargs="*", type=Path, metavar="TRANSCRIPT")
    options = parser.parse_args(arguments)
    if options.write is not None and options.remotes:
        write(options.write, options.remotes)
        return 0
    if not options.remotes_command or not options.paths:
        parser.error("give --remotes-command and transcripts, or --write and --remotes")
    status = 0
    for path in options.paths:
        try:
            difference = play_transcript(
                options.remotes_command,
                path,
                stdio=options.remotes_stdio,
                patience=options.remotes_patience,
            )
        except ChildFailed as failure:
            print(f"{path.name}: {failure.why}: {failure.details}")
            return 4
        except ValueError as error:
            parser.error(str(error))
        print(difference or f"{path.name}: as it should be")
        status = max(status, bool(difference))
    return status


if __name__ == "__main__":
    sys.exit(main())
