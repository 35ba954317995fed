"""A user and a password, and keeping them and what is got for them out of all messages."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from remotes_conformance.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user and a password, for one registry. Raises `InvalidArgument` for a user with a colon."""

    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        if ":" in self.user:
            raise InvalidArgument("a user name cannot contain a colon")

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header."""
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"


class Secrets:
    """The texts that must stand in no message."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def add(self, *texts: str) -> None:
        """Hide these from now on."""
        self._texts |= {text for text in texts if text}

    def add_credentials(self, credentials: Credentials | None) -> None:
        """Hide the password, and its encoded form."""
        if credentials is not None:
            self.add(credentials.password, credentials.basic.partition(" ")[2])

    def hide(self, text: str) -> str:
        """*text* with each secret replaced by `***`."""
        for secret in sorted(self._texts, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text
