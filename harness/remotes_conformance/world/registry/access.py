"""Access to a registry: challenges, passwords, tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qs

from ...scenarios.clients.script import Access
from .messages import Reply, Request, problem
from .secrets import Secrets

TOKEN_PATH = "/issue/for/this/registry"
"""The path of the realm, on every host: none that a client would guess."""
SERVICE = "registry"
"""The service that a token has to be for."""
_READS = ("GET", "HEAD")


class AccessControl:
    """Asks for what `access` names. `challenges`: the values of `WWW-Authenticate`; `name`: the
    repository for which tokens are good, if they are asked for with its scope."""

    def __init__(
        self, access: Access, challenges: tuple[str, ...], secrets: Secrets, name: str
    ) -> None:
        self._access = access
        self._name = name
        self.challenges = challenges
        self._secrets = secrets

    def refusal_of(self, request: Request) -> Reply | None:
        """The answer to a request that is not allowed; None: it is."""
        if not self._access or request.path == TOKEN_PATH:
            return None
        scheme, _, given = request.header("Authorization").partition(" ")
        is_basic = scheme.lower() == "basic" and given.strip() == self._secrets.basic
        needed = "pull" if request.method in _READS else "push"
        rights = self._secrets.valid.get(given.strip(), frozenset())
        is_bearer = scheme.lower() == "bearer" and needed in rights
        if is_basic if self._access == "basic" else is_bearer:
            return None
        reply = problem(401, "UNAUTHORIZED", "authentication is required")
        reply.more_headers += [("WWW-Authenticate", value) for value in self.challenges]
        return reply

    def issue_token(self, request: Request, body: bytes) -> Reply:
        """Issue a token, if the password is right or is left out. The token is good for what its
        scope names, and for nothing without the service."""
        scheme, _, given = request.header("Authorization").partition(" ")
        form = parse_qs(body.decode("latin-1"))
        passwords = form.get("password", [])
        is_wrong = scheme.lower() == "basic" and given.strip() != self._secrets.basic
        if is_wrong or (passwords and passwords != [self._secrets.password]):
            return problem(401, "UNAUTHORIZED", "the password is wrong")
        # Another host gives tokens of its own: they are no secrets of the registry.
        is_ours = request.host == "registry"
        token = (
            self._secrets.token(self._rights(request, form))
            if is_ours
            else f"token-of-{request.host}"
        )
        content = json.dumps({"token": token, "access_token": token, "expires_in": 300}).encode()
        return Reply(200, {"Content-Type": "application/json"}, content)

    def _rights(self, request: Request, form: Mapping[str, list[str]]) -> frozenset[str]:
        """The rights of a token: "pull", "push". A scope is `repository:NAME:pull,push`; there
        may be several, each in a parameter of its own or separated by spaces."""
        asked = parse_qs(request.target.partition("?")[2])
        if SERVICE not in (*asked.get("service", ()), *form.get("service", ())):
            return frozenset()
        found: set[str] = set()
        for scope in " ".join((*asked.get("scope", ()), *form.get("scope", ()))).split():
            kind, _, rest = scope.partition(":")
            name, _, actions = rest.rpartition(":")
            if (kind, name) == ("repository", self._name):
                found.update(actions.split(","))
        return frozenset(found | ({"pull", "push"} if "*" in found else set()))

    def forget_tokens(self) -> None:
        """No token that was issued is valid any more."""
        self._secrets.valid.clear()
