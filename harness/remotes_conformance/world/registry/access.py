"""Who may ask a registry: challenges, passwords, tokens."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

from ...scenarios.clients.script import Access
from .messages import Reply, Request, problem
from .secrets import Secrets

TOKENS = "/token"
"""The path of the realm, on every host."""


class AccessControl:
    """Asks for what `access` names. `challenges`: the values of `WWW-Authenticate`."""

    def __init__(self, access: Access, challenges: tuple[str, ...], secrets: Secrets) -> None:
        self._access = access
        self.challenges = challenges
        self._secrets = secrets

    def refuses(self, request: Request) -> Reply | None:
        """The answer to a request that is not allowed; None: it is."""
        if not self._access or request.path == TOKENS:
            return None
        scheme, _, given = request.header("Authorization").partition(" ")
        is_basic = scheme.lower() == "basic" and given.strip() == self._secrets.basic
        is_bearer = scheme.lower() == "bearer" and given.strip() in self._secrets.valid
        if is_basic if self._access == "basic" else is_bearer:
            return None
        reply = problem(401, "UNAUTHORIZED", "authentication is required")
        reply.more_headers += [("WWW-Authenticate", value) for value in self.challenges]
        return reply

    def token(self, request: Request, body: bytes) -> Reply:
        """A token, for whoever gives the right password, or none at all."""
        scheme, _, given = request.header("Authorization").partition(" ")
        passwords = parse_qs(body.decode("latin-1")).get("password", [])
        is_wrong = scheme.lower() == "basic" and given.strip() != self._secrets.basic
        if is_wrong or (passwords and passwords != [self._secrets.password]):
            return problem(401, "UNAUTHORIZED", "the password is wrong")
        # Another host gives tokens of its own: they are no secrets of the registry.
        is_ours = request.host == "registry"
        token = self._secrets.token() if is_ours else f"token-of-{request.host}"
        content = json.dumps({"token": token, "access_token": token, "expires_in": 300}).encode()
        return Reply(200, {"Content-Type": "application/json"}, content)

    def forget_tokens(self) -> None:
        """No token that was issued is valid any more."""
        self._secrets.valid.clear()
