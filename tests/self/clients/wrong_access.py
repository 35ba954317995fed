"""Wrong clients whose faults once went unnoticed: tokens, realms, redirects, statuses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, urljoin

from .right import Right
from .shelf import breaks
from .transport import Answer, Failed


@breaks("REMOTE-18")
class AsksWithoutAScope(Right):
    def token(self, parameters: Mapping[str, str]) -> str:
        return super().token({**parameters, "scope": ""})


@breaks("REMOTE-18")
class AsksWithoutAService(Right):
    def token(self, parameters: Mapping[str, str]) -> str:
        return super().token({**parameters, "service": ""})


@breaks("REMOTE-18")
class CutsTheScopeAtItsComma(Right):
    def token(self, parameters: Mapping[str, str]) -> str:
        return super().token({**parameters, "scope": parameters["scope"].partition(",")[0]})


@breaks("REMOTE-18")
class GuessesTheRealm(Right):
    def token(self, parameters: Mapping[str, str]) -> str:
        return super().token({**parameters, "realm": f"http://{self.registry}/token"})


@breaks("REMOTE-17")
class FollowsTheRealm(Right):
    """The password goes wherever the realm redirects to."""

    def token(self, parameters: Mapping[str, str]) -> str:
        url = parameters["realm"] + "?service=" + parameters["service"]
        url += "&scope=" + quote(parameters["scope"], safe="")
        for _ in range(3):
            headers = {"Authorization": f"Basic {self.pair()}"}
            with self.exchange("GET", url, headers, None) as answer:
                if answer.status == 307:
                    url = urljoin(url, answer.headers["location"])
                    continue
                return str(json.loads(answer.content(100_000))["token"])
        raise Failed("the realm redirects again and again")


@breaks("REMOTE-19")
class AsksTheRealmAgain(Right):
    """A thousand times, whatever the realm answers."""

    def token(self, parameters: Mapping[str, str]) -> str:
        for _ in range(1000):
            try:
                return super().token(parameters)
            except Failed as error:
                if "no token" not in str(error):
                    raise
        raise Failed("no token")


@breaks("REMOTE-2")
class TakesAnyAnswerToHeadAsThere(Right):
    """Only 404 means that a blob is not there."""

    def exists(self, digest: str) -> bool:
        with self.ask("HEAD", self.url(f"blobs/{digest}")) as answer:
            return answer.status != 404


@breaks("REMOTE-2")
class LooksAtTheDigestOnly(Right):
    """An error whose body is the content is taken."""

    def check_read(self, answer: Answer) -> None:
        return


@breaks("REMOTE-16")
class JoinsRedirectsToTheRegistry(Right):
    """Also those of another host."""

    def moved(self, url: str, answer: Answer, moves: int) -> str:
        super().moved(url, answer, moves)
        return urljoin(f"http://{self.registry}", answer.headers["location"])


@breaks("REMOTE-16")
class FollowsNoRedirectOfHead(Right):
    def follows(self, method: str) -> bool:
        return method != "HEAD"

    def exists(self, digest: str) -> bool:
        with self.ask("HEAD", self.url(f"blobs/{digest}")) as answer:
            if answer.status not in (200, 404):
                raise self.refused(answer)
            return answer.status == 200


@breaks("REMOTE-22")
class ReadsTheWholeConfig(Right):
    resumes = False

    def blob(self, part: dict[str, object]) -> bytes:
        is_config = "config" in str(part["mediaType"])
        return super().blob({**part, "size": 1 << 26} if is_config else part)
