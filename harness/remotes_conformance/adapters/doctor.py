"""The examination of an adapter before it is judged: is it broken, and what is to be done?"""

from __future__ import annotations

from ..contract.capabilities import HANDLERS, STORES, TREES
from ..doors.command.door import CommandDoor
from ..doors.command.examination import Examination
from ..doors.command.introduction import introduced
from ..doors.unusable import Unusable
from ..judging.real_time import are_times_judged
from ..telling.shortening import on_one_line
from .store_doctor import examine_store

_LONG = 1000
_FUNCTIONS = (*HANDLERS, *TREES)


def examine(command: str, *, stdio: bool = False, patience: float = 5.0) -> bool:
    """Print in plain sentences what is wrong with the adapter *command*.

    True: it can be judged, and its functions work where nothing goes wrong.
    """
    door = CommandDoor(command, patience=patience, stdio=stdio)
    door.judges_times = are_times_judged
    try:
        who = door.describe()
        if STORES[0].wire in who["capabilities"]:
            return examine_store(command, stdio=stdio, patience=patience)
        print(f"it is {' '.join(introduced(who, '?'))}".rstrip())
        print(on_one_line(f"it offers {', '.join(who['capabilities'])}", _LONG))
        found = Examination(door)
    except Unusable as error:
        print(f"broken: {error}")
        return False
    finally:
        door.close()
    for finding in found.findings:
        print(f"{'broken' if finding.certain else 'doubtful'}: {finding.text}")
    if found.faults:
        blocked = [one.wire for one in _FUNCTIONS if one.kind in found.blocked]
        offered = [name for name in blocked if name in who["capabilities"]]
        print(f"fix the adapter first: until then, nothing is judged of {', '.join(offered)}")
    elif found.unsuccessful:
        names = [one.wire for one in _FUNCTIONS if one.kind in found.unsuccessful]
        print(f"it can be judged, but no {' and no '.join(names)} succeeds: look into that first")
    else:
        print("it can be judged")
    return not found.faults and not found.unsuccessful
