"""Other ways to wait for a ref; they see a cancellation at once, since they use `ctx.wait`."""

from __future__ import annotations

import threading
import time

from remotes_conformance.protocols import Context
from wrong.right import Right

_SLICE = 500_000_000


class WaitingOnACondition(Right):
    """A helper thread waits with the context; the call waits for the helper's result."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        answered = threading.Condition()
        answers: list[bool] = []

        def wait() -> None:
            cancelled = ctx.wait(self.pause(refusals) / 1000)
            with answered:
                answers.append(cancelled)
                answered.notify()

        helper = threading.Thread(target=wait, daemon=True)
        helper.start()
        with answered:
            answered.wait_for(lambda: answers)
        helper.join()
        return answers[0]


class WaitingForADeadline(Right):
    """Computes when the wait is over, and waits in slices of at most half a second until then."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        deadline = time.monotonic_ns() + round(self.pause(refusals) * 1_000_000)
        while (left := deadline - time.monotonic_ns()) > 0:
            if ctx.wait(min(left, _SLICE) / 1_000_000_000):
                return True
        return False
