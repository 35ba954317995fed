"""Wrong clients that take secrets to the URLs of descriptors, or wait for connections for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .different import ByRequests
from .different_urls import IDENTITY, ByUrls, UrlParts
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-17")
class TakesItsTokenToTheUrls(ByUrls):
    @contextmanager
    def at_url(self, url: str) -> Iterator[Answer]:
        headers = {**IDENTITY, "Authorization": self.credentials}
        with self.exchange("GET", url, headers, None) as answer:
            yield answer


@breaks("REMOTE-17")
class GivesThePasswordToTheUrls(ByUrls):
    """If the host of the URL asks for it, as containerd did before 1.2.14."""

    @contextmanager
    def at_url(self, url: str) -> Iterator[Answer]:
        with self.exchange("GET", url, IDENTITY, None) as answer:
            if answer.status != 401 or "Basic" not in answer.challenges[0]:
                yield answer
                return
        headers = {**IDENTITY, "Authorization": f"Basic {self.pair()}"}
        with self.exchange("GET", url, headers, None) as answer:
            yield answer


@breaks("REMOTE-17")
class GetsATokenForTheUrls(UrlParts):
    """At the realm that the host of the URL names, with the registry's password."""

    def token(self, parameters: Any) -> str:
        headers = {"Authorization": f"Basic {self.pair()}"}
        with self.exchange("GET", parameters["realm"], headers, None) as answer:
            raise Failed(f"no token: {answer.status}")

    @contextmanager
    def at_url(self, url: str) -> Iterator[Answer]:
        with self.exchange("GET", url, IDENTITY, None) as answer:
            if answer.status == 401 and "Bearer" in answer.challenges[0]:
                self.token(self.parameters(answer.challenges[0].partition(" ")[2]))
            yield answer


@breaks("REMOTE-12")
class WaitsForConnections(ByRequests):
    """Its limit is for what it reads; that of a connection is left to the system."""

    limits = True

    def limits_of_waits(self) -> tuple[float | None, float | None]:
        return None, self.timeout


@breaks("REMOTE-12")
class WaitsForConnectionsInVirtualTime(WaitsForConnections):
    carrier = "requests"
