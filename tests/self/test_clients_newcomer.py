"""A report that a newcomer understands: it names state that a client keeps between operations."""

from __future__ import annotations

import urllib.error
import urllib.request

from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.scenarios.clients import BY_SLUG
from remotes_conformance.telling.exchanges import story
from remotes_conformance.telling.shortening import apart
from remotes_conformance.world.registry.access import TOKEN_PATH
from remotes_conformance.world.registry.secrets import Secrets, marks_in


class KeepsItsToken:
    """One for all registries."""

    authorization = ""

    def pull(self, operation: Operation) -> None:
        root = f"http://{operation.registry}"
        self.get(f"{root}/v2/{operation.name}/manifests/{operation.digest}", operation)

    def get(self, url: str, operation: Operation) -> bytes:
        headers = {"Authorization": self.authorization} if self.authorization else {}
        request = urllib.request.Request(url, headers=headers)
        try:
            return bytes(urllib.request.urlopen(request, timeout=2).read())
        except urllib.error.HTTPError:
            if self.authorization:
                raise
        self.authorization = self.log_in(operation)
        return self.get(url, operation)

    def log_in(self, operation: Operation) -> str:
        query = "service=registry&scope=repository:library/thing:pull"
        place = f"http://{operation.registry}{TOKEN_PATH}?{query}"
        token = urllib.request.urlopen(place, timeout=2).read()
        return "Bearer " + token.decode().partition('"token": "')[2].partition('"')[0]


def test_a_token_of_an_earlier_operation_is_named_so() -> None:
    """It is no secret of the registry that it is sent to, and the reason of the failure."""
    bench = ClientBench(PythonClient(KeepsItsToken(), patience=3), name="x", seed=1)
    bench.play(BY_SLUG["pull.a-token-is-asked-for"])
    scenario = BY_SLUG["pull.the-challenge-begins-with-its-scope"]
    journal = bench.play(scenario)
    text = "\n".join(story(scenario, journal))
    assert "Authorization: Bearer (a token of an earlier operation)) → 401" in text
    assert [one for one in journal.exchanges for _, v in one.headers if marks_in(v)] == []
    broken = {id for id, _ in bench.judged(scenario, journal).broken}
    assert "REMOTE-18" in broken
    assert "REMOTE-17" not in broken


def test_a_user_and_a_password_of_an_earlier_operation_are_named_so() -> None:
    for seed in range(20):
        earlier, now = Secrets(f"{seed}"), Secrets("now")
        shown = now.redacted(f"Basic {earlier.basic}")
        assert shown == "Basic (user and password of an earlier operation)"
        assert now.redacted(f"Basic {now.basic}") == "Basic ‹user and password›"


def test_two_long_texts_are_shown_from_where_they_differ() -> None:
    """Otherwise a line with room for the beginnings would show the same twice."""
    place = "PUT /v2/library/thing/blobs/uploads/1?_state=1"
    shown = apart(f"{place}&digest=…", f"{place}?digest=s")
    assert shown == ("…?_state=1&digest=…", "…?_state=1?digest=s")
    assert apart("an error", "a success") == ("an error", "a success")
    assert apart("x" * 50, "x" * 50) == ("x" * 50, "x" * 50)
