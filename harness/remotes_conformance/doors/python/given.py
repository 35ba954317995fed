"""The descriptor that one call of the implementation is given: a copy, compared after the call.

The copy is of the call's own, with mappings that can be changed. So an implementation that takes
annotations out of its argument changes neither the scenario nor what another call is given, and
the change is seen.
"""

from __future__ import annotations

from typing import Any

from ...content import Descriptor, own_copy
from ...world.journal import Outcome, Strange
from ..plain_descriptors import difference
from .border import Border


class Given:
    """`descriptor` is what the handler is called with, in the type that its adapter declares."""

    def __init__(self, border: Border, descriptor: Descriptor) -> None:
        own = own_copy(descriptor)
        self._border = border
        self.descriptor: Any = border.to_foreign(own)
        # A value that the adapter's own type cannot hold was never given.
        self._before = descriptor if self.descriptor is own else border.seen(self.descriptor)

    def compared(self, outcome: Outcome) -> Outcome:
        """*outcome*, with what has been changed in the descriptor since."""
        if isinstance(self._before, Strange):
            return outcome  # its adapter cannot translate it back, which FETCH-5 and PUSH-1 show
        after = self._border.seen(self.descriptor)
        if after == self._before:
            return outcome
        changed = difference(self._before, after)
        return outcome._replace(changed=changed) if changed else outcome
