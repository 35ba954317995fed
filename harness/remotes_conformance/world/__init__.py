"""The world: a deterministic play of one scenario, without I/O, threads or a clock of its own."""

from .callers import play_scripts
from .kernel import World
from .turns import Call, Idle, Over, Served

__all__ = ["Call", "Idle", "Over", "Served", "World", "play_scripts"]
