"""The examination of a program with a content store before it is judged: is it broken?"""

from __future__ import annotations

import importlib.util
from typing import Final

from ..judging.bench import Tally
from ..judging.stores.command import open_store_command
from ..scenarios.stores import STORE_STORIES

SMALL: Final = ("an ingest is written, and read back", "unknown content is not found")
"""The stories that are played."""


def examine_store(command: str, *, stdio: bool = False, patience: float = 5.0) -> bool:
    """Print in plain sentences what is wrong with the program *command*. Raises `Unusable`.

    True: it keeps the protocol, and content that is written can be read.
    """
    lint = importlib.util.find_spec("jsonschema") is not None
    loaded = open_store_command(command, lint=lint, stdio=stdio, patience=patience)
    print(f"it is {loaded.name} {loaded.version}".rstrip())
    print(f"it has a content store, which offers {', '.join(loaded.offers)}")
    is_sound = is_kept = True
    try:
        for story in STORE_STORIES:
            if story.name not in SMALL or not is_sound:
                continue
            tally = Tally()
            journal = loaded.bench.examine(story.scenario, tally)
            if journal.stuck is not None:
                print(f"broken: in the story “{story.name}”: {journal.stuck.details}")
                is_sound = False
            for breach in tally.breaches.values() if is_sound else ():
                is_kept = False
                print(
                    f"doubtful: in the story “{story.name}”: expected {breach.broken.expected}; "
                    f"observed {breach.broken.observed} ({breach.id})"
                )
    finally:
        loaded.bench.door.close()
    if not is_sound:
        print("fix the program first")
    elif not is_kept:
        print("it can be judged, but not even this works: look into that first")
    else:
        print("it can be judged")
    return is_sound and is_kept
