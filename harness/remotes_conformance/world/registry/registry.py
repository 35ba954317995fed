"""The registry of one scenario: a request in, an answer out, and everything in a journal.

It knows neither sockets nor clocks. The carrier of its messages calls `begin` with the head of a
request, `finish` with its body, and `was_sent` when the answer has gone out. Calls may come from
several threads, one at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...scenarios.clients.image import Image, image
from ...scenarios.clients.script import Act, ClientScenario, Host
from .access import SERVICE, TOKEN_PATH, AccessControl
from .acting import acted, understood
from .contents import Contents
from .documents import REFERRERS, another_image, referrers
from .journal import ClientJournal, Ended, Exchange, Headers
from .messages import Reply, Request, sha256
from .secrets import SHORTEST, Secrets

NAME, TAG = "library/thing", "v1"
"""The repository and the tag of every scenario."""
SOURCE = "library/other"
"""A repository of the same registry that may have the blobs."""
_LONGEST_TEXT = 400
"""Characters of a request's body that are kept as text."""
_SPOILED = ("changed", "error", "empty")
_USUAL = Act()


@dataclass(slots=True)
class Pending:
    """A request that has begun, and the act that it meets. `is_left_out`: it stands in no
    journal."""

    request: Request
    exchange: Exchange
    act: Act = _USUAL
    refusal: Reply | None = None
    noted: dict[str, Any] = field(default_factory=dict)
    """Later findings about the exchange, by the names of its fields."""
    sent: tuple[Reply, int, bool] | None = None
    """The answer, how many bytes of its body have gone out, and whether they are all."""
    is_left_out: bool = False


class Registry:
    """A registry, and the other hosts of its scenario, which keep the same contents.

    `urls`: by host, where it is reached. `seed`: of the image and of the secrets.
    """

    def __init__(self, scenario: ClientScenario, seed: str, urls: Mapping[Host, str]) -> None:
        self.scenario = scenario
        blobs = f"{urls['elsewhere']}/v2/{NAME}/blobs"
        self.image: Image = image(f"{seed}/{scenario.slug}", scenario.variant, blobs)
        self.secrets = Secrets(f"{seed}/{scenario.slug}")
        self._hosts = tuple((url.partition("://")[2], host) for host, url in urls.items())
        self._shortest = min(*(len(address) for address, _ in self._hosts), SHORTEST)
        usual = (
            f'Bearer realm="{urls["registry"]}{TOKEN_PATH}",service="{SERVICE}",'
            f'scope="repository:{NAME}:pull{",push" * (not scenario.reads)}"'
        )
        self._values: dict[str, str] = {"name": NAME, "challenge": usual, "realm": TOKEN_PATH}
        self._values.update((str(host), url) for host, url in urls.items())
        self.contents = Contents()
        self._access = AccessControl(scenario.access, self._challenges(usual), self.secrets, NAME)
        self._met = [0] * len(scenario.script)
        self._begun: list[Pending] = []
        self._resolved: tuple[str, str, int] | None = None
        self._fill()

    def _challenges(self, usual: str) -> tuple[str, ...]:
        if self.scenario.access == "basic":
            return ('Basic realm="registry"',)
        return tuple(self._filled(text) for text in self.scenario.challenges) or (usual,)

    def _filled(self, text: str) -> str:
        for name, value in self._values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def _fill(self) -> None:
        pulls, has = self.scenario.reads, self.scenario.has
        manifest = self.image.manifest
        if pulls or has in ("blobs", "all", "all another"):
            self.contents.blobs.update({one.digest: one.content for one in self.image.blobs})
        if pulls or has in ("all", "all another"):
            for one in self.image.documents:
                self.contents.manifests[one.digest] = (one.media_type, one.content)
        if has == "source":
            self.contents.mountable = {one.digest: one.content for one in self.image.blobs}
        if has in ("another", "all another"):
            kept = another_image()
            self.contents.manifests[kept.digest] = (kept.media_type, kept.content)
            self.contents.tags[TAG] = kept.digest
        if has in ("referrer", "itself", "no index"):
            kept = referrers(self.image, has)
            self.contents.manifests[kept.digest] = (kept.media_type, kept.content)
            self.contents.tags[REFERRERS + self.image.subject[7:]] = kept.digest
        if pulls:
            self.contents.tags[TAG] = manifest.digest

    # -- one request -----------------------------------------------------------------------------

    def begin(self, request: Request, at: float) -> Pending:
        """The head of a request has come, *at* milliseconds after the beginning."""
        what, digest = self._what(request)
        exchange = Exchange(
            len(self._begun),
            at,
            request.host,
            request.method,
            self.public(request.target),
            self._public_headers(request.headers),
            what,
            digest,
        )
        pending = Pending(request, exchange)
        self._begun.append(pending)
        if request.host == "registry":
            pending.refusal = self._access.refusal_of(request)
        if pending.refusal is None:
            pending.noted["act"], pending.act = self._act(request, what)
        return pending

    def _what(self, request: Request) -> tuple[str, str]:
        digest = self.contents.digest(request)
        if request.path == TOKEN_PATH:
            return "token", ""
        if request.path.rstrip("/") == "/v2":
            return "ping", ""
        if "/blobs/uploads/" in request.path:
            return ("uploads" if request.method == "POST" else "upload"), digest
        part = self.image.part(digest)
        if "/manifests/" in request.path:
            if request.path.endswith(f"/{REFERRERS}{self.image.subject[7:]}"):
                return "referrers", digest
            names_top = request.path.endswith(f"/{TAG}") or part is self.image.manifest
            return (self.image.manifest.role if names_top else "manifest"), digest
        if part is not None and part not in self.image.documents:
            return part.role, digest
        return "", digest

    def _act(self, request: Request, what: str) -> tuple[int, Act]:
        about = (request.host, request.method, what)
        has_range = bool(request.header("Range"))
        goes_on = self.contents.goes_on(request)
        for number, one in enumerate(self.scenario.script):
            if one.is_about(*about, has_range=has_range, gives=request.query, goes_on=goes_on):
                self._met[number] += 1
                if one.meets(self._met[number]):
                    return number, one.act
        return -1, _USUAL

    def finish(self, pending: Pending, body: bytes) -> Reply:
        """The body of the request has come, as far as it came: the answer to it."""
        request, act = pending.request, pending.act
        text = body[:_LONGEST_TEXT].decode("latin-1") if pending.exchange.what == "token" else ""
        pending.noted.update(
            body_size=len(body),
            body_sha256=sha256(body),
            body_text=self.public(text),
            has_effect=act.has_effect and pending.refusal is None,
            begun=len(self._begun),
        )
        if pending.refusal is not None:
            return self._ended(request, pending.refusal)
        if act.status == 401:
            self._access.forget_tokens()
        part = self.image.part(pending.exchange.digest)
        asked = understood(act, request, len(part.content) if part else 0)
        if request.path == TOKEN_PATH:
            reply = self._access.issue_token(asked, body)
        else:
            reply = self.contents.usual(asked, body)
        values = {**self._values, "target": request.target}
        reply = self._ended(request, acted(act, reply, values))
        reply.effect()
        return reply

    @staticmethod
    def _ended(request: Request, reply: Reply) -> Reply:
        reply.skips_body = request.method == "HEAD" or reply.status in (204, 304)
        return reply

    def was_sent(self, pending: Pending, reply: Reply, sent: int, *, is_whole: bool) -> None:
        """Take in the number of bytes sent of the body. Without an answer it is not called."""
        pending.sent = reply, sent, is_whole

    def was_given_up(self, pending: Pending) -> None:
        """The client has ended the connection while nothing came."""
        pending.noted["is_given_up"] = True

    def were_left(self) -> None:
        """The client does not wait for a host that accepts no connection, or no longer."""
        for pending in self._begun:
            if pending.act.leads_nowhere:
                self.was_given_up(pending)

    def _covers(
        self, exchange: Exchange, reply: Reply, sent: int, *, is_whole: bool
    ) -> tuple[int, int]:
        """The part of the content that went out unchanged."""
        part = self.image.part(exchange.digest)
        is_content = exchange.method == "GET" and reply.status in (200, 206)
        if part is None or not is_content or reply.body_is in _SPOILED:
            return 0, 0
        size = len(part.content)
        if reply.body_is == "gzip":
            return 0, size if is_whole else 0
        return reply.start, min(reply.start + sent, size)

    def _exchange(self, pending: Pending) -> Exchange:
        """As the journal has it. It is made only once: an answer may be sent in many pieces."""
        if pending.sent is not None:
            reply, sent, is_whole = pending.sent
            pending.noted.update(
                status=reply.status,
                reply_headers=self._public_headers(reply.all_headers),
                sent=sent,
                is_whole=is_whole,
                covers=self._covers(pending.exchange, reply, sent, is_whole=is_whole),
                problem=("", "") if reply.skips_body else reply.problem,
            )
        return replace(pending.exchange, **pending.noted)

    # -- what is shown ---------------------------------------------------------------------------

    def _public_headers(self, headers: Headers) -> Headers:
        return tuple((name, self.public(value)) for name, value in headers)

    def public(self, text: str) -> str:
        """*text* without secrets, and with names in the place of addresses."""
        if len(text) < self._shortest:
            return text  # no address and no secret is as short
        for address, host in self._hosts:
            text = text.replace(address, host)
        return self.secrets.redacted(text)

    def has_resolved(self, media_type: str, digest: str, size: int) -> None:
        """The client has resolved the tag to this descriptor."""
        self._resolved = media_type, digest, size

    def _document(self, tag: str) -> str:
        _, content = self.contents.manifests.get(self.contents.tags.get(tag, ""), ("", b""))
        return content.decode("utf-8", "replace")

    @property
    def requests(self) -> int:
        """How many have come up to now."""
        return len(self._begun)

    def journal(self, ended: Ended) -> ClientJournal:
        """Everything that has happened up to now."""
        return ClientJournal(
            tuple(self._exchange(one) for one in list(self._begun)),
            ended,
            self.image,
            frozenset(self.contents.blobs),
            frozenset(self.contents.manifests),
            dict(self.contents.tags),
            self._resolved,
            self._document(REFERRERS + self.image.subject[7:]),
        )
