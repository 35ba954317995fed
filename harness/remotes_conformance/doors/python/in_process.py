"""The common part of the doors for Python: worlds are played on strands of this process."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ...plugs.scene import UNPLUGGED, Plugs
from ...world.planted import MakeWorld
from .playing import Perform, ThreadRunner, local_play
from .surroundings import end_leftovers


class InProcessDoor:
    """Reaches an implementation in this process.

    `patience`: real seconds without any call after which it is taken to hang. `plugs`: real
    collaborators in the place of the world's.
    """

    name = "in process"

    def __init__(
        self,
        remotes: object,
        *,
        patience: float = 5.0,
        plugs: Plugs = UNPLUGGED,
        perform: Perform = local_play,
    ) -> None:
        self._runner = ThreadRunner(remotes, patience=patience, perform=perform)
        self._plugs = plugs
        self.name += plugs.in_words

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster."""
        return self._runner.at_work()

    def playing_in(self, make_world: MakeWorld) -> AbstractContextManager[None]:
        """For a while, scenarios are played in worlds that *make_world* makes."""
        return self._runner.playing_in(make_world)

    def late(self) -> tuple[()]:
        """Nothing: what runs on in process is ended before its journal is judged."""
        return ()

    def close(self) -> None:
        """End the processes that it has left; its threads end with this one."""
        end_leftovers()
