"""The secrets of a scenario: those that a client is given, and where they may be seen."""

from __future__ import annotations

import base64
import random
import re

SHORTEST = len("user-") + 12
"""Characters of the shortest secret."""


_EARLIER = (
    ("token-", re.compile(r"token-[0-9a-f]{12}"), "(a token of an earlier operation)"),
    (
        "dXNlci",  # "user" in Base64
        re.compile(r"dXNlci[01][A-Za-z0-9+/]{40,}={0,2}"),
        "(user and password of an earlier operation)",
    ),
)
"""Values that clients keep of an operation, and send in the next one, to another registry: their
prefix, its form, and the words for it. They are no secrets of the registry that they are sent
to."""


class Secrets:
    """A user, a password, and the tokens that were issued. Each is a text that occurs nowhere else.

    `marks`: the words that stand for them in journals and reports.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(f"secrets of {seed}")
        self.user = f"user-{self._word()}"
        self.password = f"secret-{self._word()}"
        pair = f"{self.user}:{self.password}"
        self.basic = base64.b64encode(pair.encode()).decode()
        self._words = {
            self.basic: "‹user and password›",
            self.password: "‹password›",
            self.user: "‹user›",
        }
        self.valid: dict[str, frozenset[str]] = {}
        """The tokens that are accepted now, and what each is good for: "pull", "push"."""

    def _word(self) -> str:
        return f"{self._random.getrandbits(48):012x}"

    def token(self, rights: frozenset[str]) -> str:
        """A new token, which is accepted from now on, for *rights*."""
        token = f"token-{self._word()}"
        self._words[token] = f"‹token {len(self._words) - 2}›"
        self.valid[token] = rights
        return token

    def redacted(self, text: str) -> str:
        """*text* with words in the place of secrets."""
        if len(text) < SHORTEST:
            return text
        for secret, word in list(self._words.items()):
            text = text.replace(secret, word)
        for beginning, form, words in _EARLIER:
            if beginning in text:
                text = form.sub(words, text)
        return text

    def in_bytes(self, content: bytes) -> tuple[str, ...]:
        """The words for the secrets that *content* holds; a user's name alone is none."""
        return tuple(
            word
            for secret, word in self._words.items()
            if word != "‹user›" and secret.encode() in content
        )


def marks_in(text: str) -> tuple[str, ...]:
    """The words for secrets in a text that was redacted."""
    return tuple(f"‹{piece.partition('›')[0]}›" for piece in text.split("‹")[1:] if "›" in piece)
