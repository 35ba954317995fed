"""Wrong clients whose faults once went unnoticed: statuses, and positions of uploads."""

from __future__ import annotations

from .different import SendsInOnePut
from .different_answers import AsksForThePosition
from .right import Right
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-2")
class NamesOnlyWhatTheRegistrySays(Right):
    """If the body is no error of the registry, there is no reason at all."""

    def refused(self, answer: Answer) -> Failed:
        text = answer.content(1000).decode("latin-1")
        return Failed(text if text.startswith('{"errors"') else "the registry has refused it")


@breaks("REMOTE-26")
class TakesARedirectForSent(SendsInOnePut):
    """The manifest follows at once."""

    def follows(self, method: str) -> bool:
        return method in ("GET", "HEAD")

    def check_put(self, answer: Answer, digest: str) -> None:
        if answer.status != 307:
            super().check_put(answer, digest)


@breaks("REMOTE-28")
class GoesOnAtTheLastByte(AsksForThePosition):
    """It takes the position for that of the next byte."""

    def after(self, last: int) -> int:
        return last
