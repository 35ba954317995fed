"""The exchange between a client and a registry: every request, its answer, and what was left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ...scenarios.clients.image import Image
from ...scenarios.clients.script import Host

Headers: TypeAlias = tuple[tuple[str, str], ...]


def header(headers: Headers, name: str) -> str:
    """The value of that header; several lines are joined by commas; empty: there is none."""
    name, size = name.lower(), len(name)
    found = [value for key, value in headers if len(key) == size and key.lower() == name]
    return ", ".join(found)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. Secrets are replaced by words in ‹ ›, addresses by names of hosts.

    * `at`: milliseconds since the operation began;
    * `what`, `digest`: the subject, see `What`; "": none that a registry knows;
    * `body_size`, `body_sha256`: what came of the request's body; `body_text`: a short one as text;
    * `status`: 0: no answer was sent; `reply_headers`: as they were sent;
    * `sent`: bytes of the answer's body that were sent; `is_whole`: all of them;
    * `covers`: the bytes of the content, from and up to, that were sent unchanged;
    * `act`: the number of the act of the script that it met; -1: none;
    * `begun`: how many requests had begun before it was answered; 0: it was not;
    * `problem`: the code and the message of the error that the answer's body reports; empty: none;
    * `has_effect`: the registry did what it was asked to do;
    * `is_given_up`: the client has ended the connection while nothing came; after a redirect to a
      host that accepts no connection, it has stopped waiting for one.
    """

    number: int
    at: float
    host: Host
    method: str
    target: str
    headers: Headers
    what: str = ""
    digest: str = ""
    body_size: int = 0
    body_sha256: str = ""
    body_text: str = ""
    status: int = 0
    reply_headers: Headers = ()
    sent: int = 0
    is_whole: bool = False
    covers: tuple[int, int] = (0, 0)
    act: int = -1
    begun: int = 0
    problem: tuple[str, str] = ("", "")
    has_effect: bool = True
    is_given_up: bool = False

    @property
    def path(self) -> str:
        """The path of the request, without its query."""
        return self.target.partition("?")[0]

    @property
    def is_success(self) -> bool:
        """The answer has a status of success."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str:
        """A header of the request."""
        return header(self.headers, name)

    def reply_header(self, name: str) -> str:
        """A header of the answer."""
        return header(self.reply_headers, name)


@dataclass(frozen=True, slots=True)
class File:
    """A file that the client left: its path in its folder, its size, the digest of its bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of the operation, and the files that it left.

    * `how`: "done": it reported success; "failed": an error; "hung": it had to be stopped;
      "crashed": it was ended by a signal;
    * `text`: the end of what it wrote, without secrets; `status`: of its exit, if it is a program;
    * `seconds`: how long it took; `files`: in the folder that it was given;
    * `listed`: media type and digest of each entry of the index of the image layout in that folder;
    * `leaks`: where secrets stand in what it wrote: “stderr: ‹password›”;
    * `left_behind`: processes that it left running;
    * `is_loop`: it was stopped because it made requests without end;
    * `error`: the text of its error and of all that it was raised from, without secrets;
    * `warned`: how often it has reported the text of a `Warning` header;
    * `asked_before`: requests that came before its reader was moved to the offset of a resume;
    * `ahead`: the most bytes of a body that had come and were not handed out while nothing was
      read.
    """

    how: Literal["done", "failed", "hung", "crashed"]
    text: str = ""
    status: int | None = None
    seconds: float = 0.0
    files: tuple[File, ...] = ()
    listed: tuple[tuple[str, str], ...] = ()
    leaks: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()
    is_loop: bool = False
    error: str = ""
    warned: int = 0
    ahead: int = 0
    asked_before: int = 0


@dataclass(frozen=True, slots=True)
class ClientJournal:
    """Everything that happened in one scenario.

    `image`: the one that the operation was about. `blobs`, `manifests`: the digests that the
    registry had at the end; `tags`: digests by tag; `resolved`: media type, digest and size of what
    the tag was resolved to; `referrers`: the text of the document with the referrers tag of the
    image's subject, "" if there is none.
    """

    exchanges: tuple[Exchange, ...]
    ended: Ended
    image: Image
    blobs: frozenset[str] = frozenset()
    manifests: frozenset[str] = frozenset()
    tags: Mapping[str, str] | None = None
    resolved: tuple[str, str, int] | None = None
    referrers: str = ""
