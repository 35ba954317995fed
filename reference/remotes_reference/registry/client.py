"""Requests to one repository of a registry: redirected, authorised and repeated as they need be.

Two laws: an `Authorization` goes to the host of the registry only, and never again once a request
has left it; and a body that is read as it is sent is sent once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from remotes_conformance.errors import ContentError, Reset
from remotes_conformance.protocols import Context

from .addresses import is_same_host, joined
from .answers import Answer, refusal
from .credentials import Credentials
from .references import check_name
from .tokens import Tokens
from .waits import BUSY, Patience, check
from .warnings import Warnings
from .wire import NoAnswer, Stream, TimedOut, Wire

_HOPS: Final = 10
_FOLLOWED: Final = {"GET": (301, 302, 303, 307, 308), "HEAD": (301, 302, 303, 307, 308)}
_FOLLOWED_WITH_BODY: Final = (307, 308)
_RENEWALS: Final = 1


class Client:
    """The API of repository *name* at *base* (scheme and host)."""

    def __init__(
        self, wire: Wire, base: str, name: str, credentials: Credentials | None = None
    ) -> None:
        check_name(name)
        wire.secrets.add_credentials(credentials)
        self.name = name
        self._wire = wire
        self._base = base
        self._tokens = Tokens(wire, credentials)
        self._root = f"{base}/v2/{name}/"
        self._warnings = Warnings(wire.secrets)

    def url(self, path: str) -> str:
        """The URL of *path* in the repository."""
        return self._root + path

    def send(
        self,
        ctx: Context,
        method: str,
        url: str,
        *,
        expect: Collection[int],
        headers: Mapping[str, str] = {},
        body: bytes | Stream | None = None,
        is_ours: bool = True,
    ) -> Answer:
        """Send a request up to an answer with a status of *expect*.

        Raises `Refused` (404: also `NotFound`) for another one, `NoAnswer`, `Cancelled`, and
        `Reset` if a *body* that is no `bytes` object has to be sent again from its beginning.
        *is_ours*: False for an address that is not the registry's: nothing is authorised then.
        """
        request = _Request(self._base, url, is_ours)
        patience = Patience(ctx)
        while True:
            check(ctx)
            used = self._tokens.header if request.is_ours else None
            given = headers if used is None else {**headers, "Authorization": used}
            try:
                answer = self._wire.exchange(method, request.url, given, body)
            except NoAnswer as error:
                again = method in ("GET", "HEAD") and not isinstance(error, TimedOut)
                if again and patience.survives():
                    continue
                raise
            self._warnings.report(answer)
            if answer.status in expect:
                return answer
            if not self._prepare_again(request, answer, used, patience, body):
                is_again = answer.status == 401 and request.renewals
                raise refusal(answer, "refused again, logged in" if is_again else "")
            if not isinstance(body, bytes | None):
                raise answer.error(Reset, f"{answer.status}, the body has to be sent again")

    def _prepare_again(
        self,
        request: _Request,
        answer: Answer,
        used: str | None,
        patience: Patience,
        body: bytes | Stream | None,
    ) -> bool:
        """True if the request may be sent again, after what *answer* asks for is done."""
        is_once = not isinstance(body, bytes | None)
        if answer.status == 401 and request.is_ours:
            if request.renewals == _RENEWALS:
                return False
            request.renewals += self._tokens.renew(answer, used)
            request.adoptions += 1
            return request.adoptions <= 2 * _RENEWALS + 1
        if answer.status in BUSY:
            return patience.outlasts(answer)
        followed = _FOLLOWED.get(answer.method, _FOLLOWED_WITH_BODY)
        if answer.status in followed and "Location" in answer.headers and not is_once:
            request.follow(answer)
            return True
        return False


class _Request:
    """The progress of a request, and whether it is still with the registry."""

    def __init__(self, base: str, url: str, is_ours: bool) -> None:
        self._base = base
        self._hops = 0
        self.url = url
        # Nearly every URL is one of `Client.url`: then nothing has to be parsed.
        self.is_ours = is_ours and (url.startswith(f"{base}/") or is_same_host(base, url))
        self.renewals = 0
        self.adoptions = 0

    def follow(self, answer: Answer) -> None:
        answer.finish()
        self._hops += 1
        if self._hops > _HOPS:
            raise answer.error(ContentError, f"redirected more than {_HOPS} times")
        self.url = joined(answer.url, answer.headers["Location"])
        self.is_ours = self.is_ours and is_same_host(self._base, self.url)
