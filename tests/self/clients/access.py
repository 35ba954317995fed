"""A right client: it answers challenges, follows redirects, and keeps its secrets."""

from __future__ import annotations

import base64
import json
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urljoin, urlsplit

from .transport import Answer, Failed, HttpClient

_PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))')
LOGGER = logging.getLogger(__name__)
_NEXT = re.compile(r",\s*(?=[\w-]+\s+[\w-]+\s*=)")
"""Between two challenges of a line."""
_MOVED = (301, 302, 303, 307, 308)


class Access(HttpClient):
    """Requests with credentials, for the registry alone."""

    attempts = 2
    """How often one request is made with credentials."""
    redirects = 5
    longest_wait = 0.0
    """Seconds that it waits where it is asked to; if that is not enough, it fails."""

    def begin(self, registry: str, user: str, password: str) -> None:
        """Forget everything about earlier registries."""
        self.registry, self.user, self.password = registry, user, password
        self.credentials = ""
        self.warned: set[str] = set()

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        """A request with all that belongs to it; the body is sent as a whole each time."""
        refusals = moves = 0
        while True:
            given = {**headers, **self.authorization(url)}
            with self.exchange(method, url, given, body) as answer:
                self.warn(answer)
                if answer.status == 401 and self.may_answer(url) and refusals < self.attempts:
                    refusals += 1
                    self.answer_challenge(answer)
                    continue
                if answer.status in _MOVED and self.follows(method):
                    moves += 1
                    url = self.moved(url, answer, moves)
                    continue
                if answer.status in (429, 503) and self.waits(answer) and refusals < self.attempts:
                    refusals += 1
                    continue
                yield answer
                return

    def warn(self, answer: Answer) -> None:
        """Report each warning once."""
        text = answer.headers.get("warning", "")
        if text and text not in self.warned:
            self.warned.add(text)
            LOGGER.warning("the registry warns: %s", text)

    def authorization(self, url: str) -> dict[str, str]:
        """The header for that URL."""
        is_ours = self.host(url) == self.host(f"//{self.registry}")
        return {"Authorization": self.credentials} if self.credentials and is_ours else {}

    @staticmethod
    def host(url: str) -> str:
        return urlsplit(url).hostname or ""

    def may_answer(self, url: str) -> bool:
        """True if a challenge from there is to be answered."""
        return self.host(url) == self.host(f"//{self.registry}")

    def follows(self, method: str) -> bool:
        """True if a redirect of such a request is to be followed."""
        return method in ("GET", "HEAD", "PATCH", "PUT")

    def moved(self, url: str, answer: Answer, moves: int) -> str:
        location = answer.headers.get("location", "")
        if moves > self.redirects or not location:
            raise Failed(f"a redirect without end, or to nowhere: {location!r}")
        return urljoin(url, location)

    def waits(self, answer: Answer) -> bool:
        """Wait as the answer asks; whether the request is made again."""
        seconds = answer.headers.get("retry-after", "")
        if not seconds.isdecimal() or int(seconds) > self.longest_wait:
            return False
        time.sleep(int(seconds))
        return True

    # -- challenges ------------------------------------------------------------------------------

    def answer_challenge(self, answer: Answer) -> None:
        """Get the credentials that are asked for. Raises `Failed`."""
        for challenge in (one for line in answer.challenges for one in self.each(line)):
            scheme, _, rest = challenge.strip().partition(" ")
            parameters = self.parameters(rest)
            if scheme.lower() == "bearer" and parameters.get("realm"):
                self.credentials = f"Bearer {self.token(parameters)}"
                return
            if scheme.lower() == "basic":
                self.credentials = f"Basic {self.pair()}"
                return
        raise Failed("no challenge that can be answered")

    def each(self, line: str) -> list[str]:
        """The challenges of a header's line."""
        return _NEXT.split(line)

    def parameters(self, text: str) -> dict[str, str]:
        return {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(text)}

    def pair(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def token(self, parameters: Mapping[str, str]) -> str:
        realm = parameters["realm"]
        if not self.may_answer(realm):
            raise Failed("the realm is on another host")
        query = "&".join(
            f"{name}={quote(parameters[name], safe='')}"
            for name in ("service", "scope")
            if parameters.get(name)
        )
        headers = {"Authorization": f"Basic {self.pair()}"}
        with self.exchange("GET", f"{realm}?{query}", headers, None) as answer:
            if answer.status != 200:
                raise Failed(f"no token: {answer.status}")
            return str(json.loads(answer.content(100_000))["token"])
