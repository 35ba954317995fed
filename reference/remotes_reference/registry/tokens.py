"""Answering the challenges of a registry: by user and password, or by a token that they get.

Credentials go to the registry, and to the token server that the registry itself names: nowhere
else, not even where the token server leads to.
"""

from __future__ import annotations

import json
import re
import threading
from typing import Final
from urllib.parse import urlencode, urlsplit

from remotes_conformance.errors import ContentError

from .addresses import is_same_host, joined
from .answers import Answer, refusal
from .challenges import Challenge, challenges
from .credentials import Credentials
from .wire import Wire

_TOKEN_BODY: Final = 1024 * 1024
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_HOPS: Final = 4
# All that may stand in a header, without blanks: a token with anything else is none.
_TOKEN: Final = re.compile("[!-~]+")


class Tokens:
    """The `Authorization` for one repository of a registry, renewed when it is refused."""

    def __init__(self, wire: Wire, credentials: Credentials | None) -> None:
        self._wire = wire
        self._credentials = credentials
        self._renewing = threading.Lock()
        self.header: str | None = None

    def renew(self, refused: Answer, used: str | None) -> bool:
        """Have a header other than *used*, with which the registry has refused a request.

        Whether it was got for this; False: another thread had got it. Raises `ContentError` if
        there is none to be had.
        """
        with self._renewing:
            if self.header != used:
                refused.finish()
                return False
            self.header = self._answer(refused, used)
            return True

    def _answer(self, refused: Answer, used: str | None) -> str:
        found = {
            one.scheme: one for one in reversed(challenges(refused.headers.get(_CHALLENGE, "")))
        }
        if (bearer := found.get("bearer")) and bearer.parameters.get("realm"):
            refused.finish()
            return self._token(refused.url, bearer)
        if "basic" not in found:
            raise refusal(refused, "it does not say how to log in")
        if self._credentials is None:
            raise refusal(refused, "it asks for a user and a password")
        if used == self._credentials.basic:
            raise refusal(refused, "user and password are refused")
        refused.finish()
        return self._credentials.basic

    def _token(self, registry: str, challenge: Challenge) -> str:
        url = realm = joined(registry, _realm_url(challenge))
        for _ in range(_HOPS + 1):
            answer = self._wire.exchange("GET", url, self._headers(realm, url), None)
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                return self._token_in(answer)
            answer.finish()
            url = joined(url, location)
            if not is_same_host(realm, url):
                realm = ""  # it has left, for good
        raise answer.error(ContentError, f"redirected more than {_HOPS} times")

    def _headers(self, realm: str, url: str) -> dict[str, str]:
        if self._credentials is None or not realm:
            return {"Accept": "application/json"}
        return {"Accept": "application/json", "Authorization": self._credentials.basic}

    def _token_in(self, answer: Answer) -> str:
        if answer.status != 200:
            raise refusal(answer, "the token server")
        answer.check_coding()
        try:
            found = json.loads(answer.read_all(_TOKEN_BODY))
            token = found.get("token") or found.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise answer.error(ContentError, "the token server has answered without a token")
        self._wire.secrets.add(token)
        return f"Bearer {token}"


_CHALLENGE: Final = "WWW-Authenticate"


def _realm_url(challenge: Challenge) -> str:
    """The realm, asked for the service and the scopes of the challenge; its own query stays."""
    given = challenge.parameters
    asked = [("service", given["service"])] if given.get("service") else []
    asked += [("scope", scope) for scope in given.get("scope", "").split()]
    realm = given["realm"]
    separator = "&" if urlsplit(realm).query else "?"
    return f"{realm}{separator}{urlencode(asked, safe=':/,')}" if asked else realm
