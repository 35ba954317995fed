"""The rules for clients of a registry. `judge_client` is the whole interface.

`outcome` compares how an operation ended with what the script of its registry asks for; the other
files look at every request, whatever the scenario is about.
"""

from __future__ import annotations

from ...scenarios.clients.image import Image, Part
from ...scenarios.clients.script import ClientScenario
from ...world.registry.journal import ClientJournal
from ..finding import Judgement
from .announced import required
from .case import Case
from .mounts import of_mounts
from .outcome import of_outcome
from .parts import of_parts
from .reading import folders_of, of_reading
from .referrers import of_referrers
from .refusals import of_refusals
from .secrets import of_secrets
from .types import of_types
from .uploads import of_uploads
from .writing import of_writing


def judge_client(
    scenario: ClientScenario,
    image: Image,
    journal: ClientJournal,
    *,
    wanted: tuple[Part, ...],
    shows_files: bool = True,
    has_limit: bool = False,
    shows_errors: bool = False,
    is_driven: bool = False,
    can_pull: bool = True,
    folders: frozenset[str] | None = None,
) -> Judgement:
    """Every rule for clients, checked on *journal*. For the rest, see `Case`."""
    if scenario.does == "pull":
        needed = required(image, journal)
        wanted = tuple(part for part in wanted if part.digest in needed)
    case = Case(
        scenario,
        image,
        journal,
        Judgement(),
        wanted,
        shows_files,
        has_limit,
        shows_errors,
        is_driven,
        can_pull,
        folders,
    )
    of_outcome(case)
    of_reading(case)
    of_refusals(case)
    of_secrets(case)
    of_types(case)
    of_uploads(case)
    of_writing(case)
    of_mounts(case)
    of_parts(case)
    of_referrers(case)
    return case.judgement


__all__ = ["folders_of", "judge_client"]
