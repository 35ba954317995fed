"""A registry with a planted fault: between a client and the registry, something is done wrongly, as
if the client itself did it.

All requests cross this border, whichever door carries the client, and its journal is made here. So
one fault is planted in the same way in a Python object, on sockets or not, and in a program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ...scenarios.clients.image import Image
from ...scenarios.clients.script import ClientScenario, Host
from .journal import ClientJournal, Ended
from .messages import Reply, Request, sha256
from .registry import Pending, Registry

MakeRegistry: TypeAlias = Callable[[ClientScenario, str, Mapping[Host, str]], Registry]
"""Makes the registry of a play."""


@dataclass(frozen=True, slots=True)
class ClientFault:
    """The mistakes of the registry. Each part leaves what it does not concern as it is.

    * `request`: the request that the registry gets, in the place of the one that was made; it is
      also given the latest `Authorization` that the client has sent;
    * `body`: the body that comes with a request;
    * `leaves_out`: the request is not made, and the client is answered as if it had succeeded;
    * `repeats`: whether a request with that answer is made once more, at the same moment;
    * `journal`: how the operation ended, and what it left, as the journal has it.
    """

    request: Callable[[Request, str], Request] = lambda request, authorization: request
    body: Callable[[Request, bytes], bytes] = lambda request, body: body
    leaves_out: Callable[[Request], bool] = lambda request: False
    repeats: Callable[[Request, Reply], bool] = lambda request, reply: False
    journal: Callable[[ClientScenario, Image, ClientJournal], ClientJournal] = (
        lambda scenario, image, journal: journal
    )


class PlantedRegistry(Registry):
    """The registry of one play with *fault*. `has_acted`: something was done otherwise."""

    def __init__(
        self, scenario: ClientScenario, seed: str, urls: Mapping[Host, str], fault: ClientFault
    ) -> None:
        self.has_acted = False
        self._fault = fault
        self._authorization = ""
        super().__init__(scenario, seed, urls)

    def begin(self, request: Request, at: float) -> Pending:
        made = self._fault.request(request, self._authorization)
        self.has_acted |= made is not request
        self._authorization = request.header("Authorization") or self._authorization
        pending = super().begin(made, at)
        if self._fault.leaves_out(made) and pending.refusal is None:
            self.has_acted = pending.is_left_out = True
            self._begun.remove(pending)
        return pending

    def finish(self, pending: Pending, body: bytes) -> Reply:
        request = pending.request
        if pending.is_left_out:
            digest = request.query.get("digest") or sha256(body)
            location = {"Location": request.target, "Docker-Content-Digest": digest}
            return Reply(201, location)
        made = self._fault.body(request, body)
        self.has_acted |= made is not body
        reply = super().finish(pending, made)
        if self._fault.repeats(request, reply):
            self.has_acted = True
            again = super().begin(request, pending.exchange.at)
            second = super().finish(again, made)
            self.was_sent(again, second, len(second.body), is_whole=True)
        return reply

    def journal(self, ended: Ended) -> ClientJournal:
        journal = super().journal(ended)
        made = self._fault.journal(self.scenario, self.image, journal)
        self.has_acted |= made is not journal
        return made
