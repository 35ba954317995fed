"""One operation of a client, as the rules look at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...contract.names import RequirementId
from ...scenarios.clients.image import Image, Part
from ...scenarios.clients.script import LIMIT, SLACK, ClientScenario, Scripted
from ...world.registry.journal import ClientJournal, Exchange
from ...world.registry.registry import TAG
from ...world.registry.secrets import marks_in
from ..finding import Broken, Judgement
from .announced import announced


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, the image in it, and what happened.

    `wanted`: the parts of the image that the operation is about, in a fetch one of them.
    `shows_files`: the client writes each part of an image into a file of its own, byte for byte.
    `has_limit`: it was given a limit for its waits. `shows_errors`: its errors can be read.
    `is_driven`: the harness chooses which part is pushed next. `can_pull`: it offers pulls.
    `folders`: in which it has left content at an ordinary success; None: that is not known.
    """

    scenario: ClientScenario
    image: Image
    journal: ClientJournal
    judgement: Judgement
    wanted: tuple[Part, ...]
    shows_files: bool = True
    has_limit: bool = False
    shows_errors: bool = False
    is_driven: bool = False
    can_pull: bool = True
    folders: frozenset[str] | None = None

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """Every request, in order."""
        return self.journal.exchanges

    @property
    def is_done(self) -> bool:
        """The client reported success."""
        return self.journal.ended.how == "done"

    @property
    def is_hung(self) -> bool:
        """The client had to be stopped."""
        return self.journal.ended.how == "hung"

    @property
    def gave_up(self) -> bool:
        """Each wait for an answer, or for the rest of one, was ended by the client."""
        waits = [one for one in self.exchanges if (act := self.act_of(one)) and act.act.waits]
        left = [one for one in waits if not one.is_given_up]
        if len(left) == 1 < len(waits) and left[0] is waits[-1] and self.has_limit:
            # The operation was ended in one attempt of many: this wait may still have been short.
            lasted = self.journal.ended.seconds - left[0].at / 1000
            return 0 <= lasted < LIMIT + SLACK
        return not left

    @property
    def is_idle(self) -> bool:
        """The client was stopped while it waited for nothing that the registry owes it: it may have
        gone on by itself, after a pause before another attempt."""
        waits = any(one.act.waits for one in self.met)
        return self.is_hung and not self.journal.ended.is_loop and not waits

    @property
    def met(self) -> Iterator[Scripted]:
        """The acts of the script that at least one request has met."""
        numbers = {one.act for one in self.exchanges}
        return (one for n, one in enumerate(self.scenario.script) if n in numbers)

    def act_of(self, exchange: Exchange) -> Scripted | None:
        """The act that a request has met, or None."""
        return self.scenario.script[exchange.act] if exchange.act >= 0 else None

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts of the image that are not where they belong: in the folder of a pull, or, if
        its files do not show that, among what was sent; after a push in the registry."""
        if self.scenario.does == "push":
            kept = self.journal.blobs | self.journal.manifests
            return tuple(part for part in self.wanted if part.digest not in kept)
        if self.scenario.does == "resolve":
            part = self.wanted[0]
            media_type, digest, size = self.journal.resolved or ("", "", 0)
            # Where the registry has announced another type, REMOTE-15 judges it.
            others = announced(part, self.journal) - {part.media_type}
            is_type_right = media_type == part.media_type or bool(others)
            # A size below 0 is unknown.
            is_size_right = size < 0 or size == len(part.content)
            is_right = is_type_right and is_size_right and digest == part.digest
            return () if is_right else self.wanted
        if self.scenario.does == "cancel":
            return ()
        if self.shows_files:
            there = {one.sha256 for one in self.journal.ended.files}
            return tuple(part for part in self.wanted if part.digest not in there)
        return tuple(part for part in self.wanted if not self._was_sent(part))

    def _was_sent(self, part: Part) -> bool:
        """All bytes of *part* have been sent as they are, in one answer or in several."""
        pieces = sorted(one.covers for one in self.exchanges if one.digest == part.digest)
        reached = 0
        for start, stop in pieces:
            if start <= reached:
                reached = max(reached, stop)
        return reached >= len(part.content)

    @property
    def is_complete(self) -> bool:
        """Everything is where it belongs; after a push also the tag."""
        tags = self.journal.tags or {}
        is_tagged = self.scenario.does != "push" or tags.get(TAG) == self.image.manifest.digest
        return is_tagged and not self.missing

    @property
    def outcome(self) -> str:
        """The end of the operation, in words."""
        ended = self.journal.ended
        if ended.how == "done":
            return "success"
        if ended.how == "hung":
            last = ended.text.splitlines()[-1] if ended.text else "stopped"
            return f"the client did not end: {last}"
        last = ended.text.splitlines()[-1] if ended.text else ""
        status = "" if ended.status is None else f" (status {ended.status})"
        how = "the client crashed" if ended.how == "crashed" else "an error"
        return f"{how}{status}: {last}" if last else f"{how}{status}"

    @property
    def has_used_secrets(self) -> bool:
        """At least one request carries a password or a token."""
        return any(secrets_of(one) for one in self.exchanges)

    def blame(
        self,
        id: RequirementId,
        expected: str,
        observed: str,
        step: str,
        state: str = "",
        follows: str = "",
    ) -> None:
        """The requirement was broken.

        `step`, and `state` where that depends on the scenario, are the cause, in words that are
        the same in every run. `follows`: the requirement whose breach has led to it.
        """
        broken = Broken(expected, observed, state=state, step=step, follows=follows)
        self.judgement.blame(id, broken)

    def check(
        self,
        id: RequirementId,
        ok: bool,
        expected: str,
        observed: str,
        step: str,
        state: str = "",
        follows: str = "",
    ) -> None:
        """The requirement applied. Not *ok*: it was broken."""
        if ok:
            self.judgement.keep(id)
        else:
            self.blame(id, expected, observed, step, state, follows)


def secrets_of(exchange: Exchange) -> tuple[str, ...]:
    """The words for the secrets that a request carries, in any part of it."""
    texts = [exchange.target, exchange.body_text]
    # Go names the URL before as the referrer: the user's name in its query is no secret alone.
    texts += [
        value.replace("‹user›", "") if name.lower() == "referer" else value
        for name, value in exchange.headers
    ]
    return tuple(dict.fromkeys(mark for text in texts for mark in marks_in(text)))
