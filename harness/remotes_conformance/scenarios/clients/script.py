"""A scenario for a client of a registry: its operation, and the registry's behaviour."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Collection
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

from ...contract.names import RequirementId
from .image import Variant

ByCommand: TypeAlias = Literal["pull", "push", "fetch"]
"""The operations that a command can do."""
Does: TypeAlias = Literal[ByCommand, "resume", "resolve", "cancel"]
"""The client's operation: pull or push an image; fetch one part of it by its digest, or
only the rest of one from an offset on; resolve a tag; begin the push of a blob and give it up."""
DOES: tuple[Does, ...] = get_args(Does)
BY_COMMAND: tuple[ByCommand, ...] = get_args(ByCommand)
DRAWN: Final = "drawn"
"""The name of every scenario that was drawn."""
PREFIX: Final = "rg1."
"""The beginning of the word for such a scenario."""
END: Final = -1
"""As an offset: the size of the content."""
LIMIT: Final = 3
"""Seconds: the limit for waits that a client is given, if it can be given one."""
SLACK: Final = 5.0
"""Seconds that a wait may take beyond its limit."""
What: TypeAlias = Literal[
    "ping", "manifest", "index", "config", "layer", "uploads", "upload", "token", "referrers"
]
"""The subject of a request: the root of the API, a manifest, an index, a blob, the beginning of an
upload, an upload, the realm that gives tokens, the referrers tag of a subject."""
Host: TypeAlias = Literal["registry", "elsewhere", "third", "deaf"]
"""The destinations of requests: each of them has an address of its own. "deaf": it accepts no
connection, and refuses none."""
Body: TypeAlias = Literal[
    "", "changed", "shorter", "longer", "empty", "error", "gzip", "false gzip", "endless"
]
"""The difference of an answer's body from the usual one. "error": the JSON of an error. "false
gzip": it only claims to be compressed."""
Wire: TypeAlias = Literal[
    "", "cut", "reset", "chunked", "chunked cut", "no length", "no length cut", "no answer",
    "half read", "silent", "stalled",
]  # fmt: skip
"""The way of sending an answer. "cut": half of it, then the end of the connection; "reset": a reset
there; "no answer": the request is read, then the connection ends; "half read": it ends after half
of the request's body; "silent": nothing is sent; "stalled": half of it is sent, then nothing."""
Ranges: TypeAlias = Literal["", "ignored", "wrong", "refused"]
"""The answer to a request with a Range: everything, bytes from another start, 416."""
Ignores: TypeAlias = Literal["", "digest", "mount"]
"""A parameter of a POST that the registry does not know."""
Has: TypeAlias = Literal[
    "", "blobs", "all", "source", "another", "all another", "referrer", "itself", "no index",
]  # fmt: skip
"""The content of a registry before a push: the blobs; all but the tag; the blobs in another
repository; under the tag another manifest, without or with all of the image; under the referrers
tag an index with another manifest, one with the very manifest, or a manifest."""
Then: TypeAlias = Literal["succeeds", "fails", "fails in any case", ""]
"""The outcome that the contract asks of an operation that meets an act. "fails": unless everything
has come or gone rightly in the end, by another attempt."""
Access: TypeAlias = Literal["", "basic", "bearer"]
"""The credentials that a registry asks for before it answers anything."""


@dataclass(frozen=True, slots=True)
class Act:
    """A deviation of the registry from its usual behaviour.

    * `status`: of the answer; 0: the usual one;
    * `headers`: set in the answer; one that is empty is removed. They may hold `{registry}`,
      `{elsewhere}`, `{third}` and `{deaf}`, the URLs of the hosts; `{target}`, what was asked for;
      `{realm}`, the path of the realm; `{location}`, the Location of the usual answer, without a
      host; `{last}`, what that has after its last slash; `{type}`, its Content-Type;
      `{challenge}`, the usual one; `{digest of the body}`;
    * `body`, `wire`: how the body and the sending differ;
    * `ranges`: how requests with a Range are answered; no others meet the act then;
    * `ignores`: a parameter of POST that is ignored; no others meet the act then;
    * `has_effect`: whether the registry does what it was asked to do all the same.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: Body = ""
    wire: Wire = ""
    ranges: Ranges = ""
    ignores: Ignores = ""
    has_effect: bool = True

    @property
    def spoils(self) -> bool:
        """The body has other bytes than the content, as far as only a digest or a size shows."""
        return self.body in ("changed", "shorter", "longer", "empty")

    @property
    def waits(self) -> bool:
        """The client waits for something that does not come."""
        return self.wire in ("silent", "stalled") or self.leads_nowhere

    @property
    def leads_nowhere(self) -> bool:
        """The client is sent to a host that accepts no connection."""
        return any("{deaf}" in value for _, value in self.headers)


@dataclass(frozen=True, slots=True)
class Scripted:
    """An act, for requests of `methods` (separated by spaces) about one of `what`, at `host`.

    * `asks`: the requirement for the client then; `then`: the outcome that it asks for;
    * `first`: the number of the first such request that meets it, from 1; `times`: how many do;
      0: all that follow;
    * `given`: only requests with that parameter in their query meet it; empty: all do;
    * `lacks`: requests with that parameter in their query do not meet it;
    * `goes_on`: only requests of an upload that has bytes already meet it.
    """

    methods: str
    what: str
    act: Act
    asks: RequirementId
    then: Then = ""
    first: int = 1
    times: int = 0
    host: Host = "registry"
    given: str = ""
    goes_on: bool = False
    lacks: str = ""

    def is_about(
        self,
        host: Host,
        method: str,
        what: str,
        *,
        has_range: bool,
        gives: Collection[str],
        goes_on: bool,
    ) -> bool:
        """True if it is for such requests. `gives`: the parameters of the query."""
        fits = method in self.methods.split() and what in self.what.split()
        fits = fits and host == self.host and (has_range or not self.act.ranges)
        fits = fits and (goes_on or not self.goes_on) and not (self.lacks and self.lacks in gives)
        return fits and all(name in gives for name in (self.act.ignores, self.given) if name)

    def meets(self, number: int) -> bool:
        """True if the request with that number, of those it is about, meets it."""
        return number >= self.first and (not self.times or number < self.first + self.times)


@dataclass(frozen=True, slots=True)
class ClientScenario:
    """One operation of a client, and the registry that it meets.

    * `name`: a sentence about the events; `slug`: the same as one word, for the replay line;
    * `does`: the operation;
    * `script`: where the registry does otherwise than usual; of several entries that fit a request,
      the first counts;
    * `variant`: of the image;
    * `access`: the credentials that the registry asks for; `challenges`: the values of its
      `WWW-Authenticate` headers, if they are not the usual one;
    * `has`: of a push, the content that the registry has already;
    * `is_unlimited`: no limit is given to a client that could be given one;
    * `is_repeated`: the operation is done twice, by the same client, in the same registry; only the
      end of the second counts;
    * `needs`: a further capability of the client, without which it is not played;
    * `offset`: of a resume, where the rest begins; `END` (-1): nothing is left;
    * `asks`: the requirement that the scenario as a whole is about; it is broken if the operation
      fails. None: only entries of `script` may be about requirements.
    """

    name: str
    does: Does
    script: tuple[Scripted, ...] = ()
    variant: Variant = ""
    access: Access = ""
    challenges: tuple[str, ...] = ()
    has: Has = ""
    asks: RequirementId | None = None
    needs: str = ""
    is_unlimited: bool = False
    offset: int = 0
    is_repeated: bool = False

    @property
    def reads(self) -> bool:
        """True if the registry has the image from the beginning."""
        return self.does not in ("push", "cancel")

    @property
    def slug(self) -> str:
        """Its name as one word, as `pull.a-layer-is-changed`; if it was drawn, its whole script."""
        if self.name == DRAWN:
            return PREFIX + _written(self)
        kept = "".join(c if c.isalnum() else "-" for c in self.name.lower())
        return f"{self.does}.{'-'.join(filter(None, kept.split('-')))}"

    def is_about(self, role: str) -> bool:
        """True if it concerns a fetch of a part with that role."""
        scripted = [one for one in self.script if one.host == "registry" and one.what != "token"]
        if self.variant not in ("", "large", "urls") and role != "manifest":
            return False
        return not scripted or any(role in one.what.split() for one in scripted)

    @property
    def waits(self) -> bool:
        """True if the client waits in it for something that does not come."""
        return any(one.act.waits for one in self.script)

    @property
    def leads_nowhere(self) -> bool:
        """True if the client is sent in it to a host that accepts no connection."""
        return any(one.act.leads_nowhere for one in self.script)


def _written(scenario: ClientScenario) -> str:
    """The differences from the defaults, as JSON, compressed."""
    text = json.dumps(_plain(scenario), separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if not is_dataclass(value):
        return value
    given = {one.name: getattr(value, one.name) for one in fields(value)}
    defaults = {one.name: one.default for one in fields(value)}
    return {name: _plain(one) for name, one in given.items() if one != defaults[name]}
