"""The descriptor that one call of the implementation is given: a copy, compared after the call.

The copy is of the call's own, with mappings that can be changed. So an implementation that takes
annotations out of its argument changes neither the scenario nor what another call is given, and
the change is seen.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from ..content import Descriptor, own_copy
from ..journal import Outcome
from .border import Border

_WIRE = {"media_type": "mediaType"}


class Given:
    """`descriptor` is what the handler is called with, in the type that its adapter declares."""

    def __init__(self, border: Border, descriptor: Descriptor) -> None:
        own = own_copy(descriptor)
        self._border = border
        self.descriptor: Any = border.to_foreign(own)
        # What the adapter's own type cannot hold was never given.
        self._before = own_copy(own) if self.descriptor is own else self._as_ours()

    def compared(self, outcome: Outcome) -> Outcome:
        """*outcome*, with what has been changed in the descriptor since."""
        after = self._as_ours()
        if self._before is None or after is None:
            return outcome
        changed = difference(self._before, after)
        return outcome._replace(changed=changed) if changed else outcome

    def _as_ours(self) -> Descriptor | None:
        """A copy of the descriptor as it is now; None: the adapter cannot translate it back."""
        try:
            ours = self._border.from_foreign(self.descriptor)
            return own_copy(ours) if type(ours) is Descriptor else None
        except Exception:  # the adapter's code: FETCH-5 and PUSH-1 show what it gets wrong
            return None


def difference(before: Descriptor, after: Descriptor) -> str:
    """In which fields two descriptors differ: `annotations: {'a': '1'} became {}`."""
    changed = []
    for field in fields(Descriptor):
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            changed.append(f"{_WIRE.get(field.name, field.name)}: {was!r} became {now!r}")
    return ", ".join(changed)
