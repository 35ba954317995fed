"""The results of a run as plain values: to JSON and back, and from process to process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, TypeAlias

from ..contract import SECTIONS, by_id
from ..contract import sections as sections_of
from ..plugs.faults import PlugFault
from ..scenarios.clients.written import is_word
from ..scenarios.clients.written import weight_of as weight_of_client
from ..scenarios.written import from_token
from ..telling.sequence import Event
from ..telling.shortening import on_one_line
from .planted import PlantedReport

_LONGEST_NAME = 200
"""Characters of a name or a version."""

Weight: TypeAlias = tuple[bool, bool, str, tuple[int, ...], int]


@lru_cache(maxsize=4_096)
def _weight_of(token: str) -> tuple[int, ...]:
    """The weight of the scenario; each is needed several times, and to read a token takes long.

    Directed scenarios of clients are equally light.
    """
    return weight_of_client(token) if is_word(token) else from_token(token).weight


def stage_of(part: str) -> str:
    """The stage of the plan to which the part of that name belongs: "1" to "4"."""
    return max("1", part[:1])


@dataclass(frozen=True, slots=True)
class Stop:
    """A state that a call was in, by the table of the rules (SPEC.md names and draws them).

    * `meanwhile`: the calls of collaborators after which the state was still the same;
    * `then`: the one that led on; empty in the last state.
    """

    state: str
    meanwhile: tuple[str, ...] = ()
    then: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """A requirement that was broken in one scenario, and the story of that.

    * `id`, `level`: of the requirement;
    * `expected`, `observed`: what was to happen, and what happened;
    * `story`: what happened, in lines; `around` and `events`: the same for a diagram: the
      circumstances, then the events;
    * `token`: the scenario; `--remotes-replay TOKEN` plays it again. For clients of a registry it
      is the `slug` of the `ClientScenario`;
    * `replayed`: in how many of 3 plays of the scenario it showed. A scenario
      that hangs is not played 3 times: if it hangs again, the number is 3 all the same. If lighter
      stories are reported instead, it is 0, and `story`, `around`, `events` and `walk` are empty;
    * `found_in`: the title of the part of the plan that found it;
    * `cause`: what goes wrong, as an entry of a ledger names it (docs/ledger.md);
    * `follows`: the requirement of whose violation this one is a consequence in the same scenario
      ("": none);
    * `alone`: whether it shows in a fresh process that plays nothing else; None: not tried;
    * `walk`: the states of a handler's call, up to the one where it went wrong; empty if the table
      of states does not show that;
    * `event`: the place in `events` of the one that breaks the rule; -1: it is not one event;
    * `code`: the line of the implementation from which that event came, or from which the call
      returned: “acme.py:31 in pull”; "": not known, for example behind a command.
    """

    id: str
    level: str
    expected: str
    observed: str
    story: tuple[str, ...]
    token: str
    replayed: int
    found_in: str
    cause: str = ""
    around: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    follows: str = ""
    alone: bool | None = None
    walk: tuple[Stop, ...] = ()
    event: int = -1
    code: str = ""

    @property
    def is_certain(self) -> bool:
        """The violation showed in every play of its scenario."""
        return self.replayed >= 3

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Violation:
        tuples = {name: tuple(value[name]) for name in ("story", "around")}
        events = tuple(Event(**event) for event in value["events"])
        walk = tuple(Stop(s["state"], tuple(s["meanwhile"]), s["then"]) for s in value["walk"])
        return cls(**{**value, **tuples, "events": events, "walk": walk})


@dataclass(frozen=True, slots=True)
class Standing:
    """The standing of an entry of the ledger; the first seven fields are texts from the entry.

    `outcome` is one of

    * "known": still broken in the scenario of its token, for its cause;
    * "expired": the same, but its last day has passed;
    * "fixed": the rule is kept there;
    * "changed": broken there for another cause, `observed`;
    * "nothing": the rule is not about such calls, or the scenario cannot be played.

    `written`: in an entry of format 1, its own text for the cause; `cause` is then the cause that
    its scenario has shown.
    """

    id: str
    edition: str
    cause: str
    reason: str
    issue: str
    expires: str
    token: str
    outcome: str
    observed: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one part of the plan. It can be converted to JSON, and back.

    * `name`: of the part; `scenarios`: the number of scenarios that were played;
    * `applied`: by requirement, the number of times that it applied;
    * `saw`: requirement, text, times: the choices seen, for rules that leave a choice;
    * `violations`: one for each broken requirement, with a ledger one for each cause;
    * `known`: requirement, cause, times: broken as the ledger knows;
    * `standings`: of the entries of the ledger that the part plays;
    * `broken_in`: edition and its broken MUSTs, where the closest edition was asked for;
    * `notes`: sentences on how it was played; `plug_faults`: wrong calls that plugs have accepted;
    * `explored`: of schedules, the number of preemptions up to which all were played, and whether
      some with more were left out. None: no schedules were enumerated;
    * `planted`: the outcomes of planted faults;
    * `cuts`: at how many points of scripts the power was cut, and at how many of them every state
      that the disk may have was judged.
    """

    name: str
    scenarios: int
    applied: Mapping[str, int] = field(default_factory=dict)
    saw: tuple[tuple[str, str, int], ...] = ()
    violations: tuple[Violation, ...] = ()
    known: tuple[tuple[str, str, int], ...] = ()
    standings: tuple[Standing, ...] = ()
    broken_in: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notes: tuple[str, ...] = ()
    plug_faults: tuple[PlugFault, ...] = ()
    explored: tuple[int, bool] | None = None
    planted: tuple[PlantedReport, ...] = ()
    cuts: tuple[int, int] = (0, 0)

    def within(self, sections: Collection[str]) -> Result:
        """The same without the violations of rules in other sections, which are not claimed."""
        violations = tuple(v for v in self.violations if by_id(v.id).section in sections)
        known = tuple(one for one in self.known if by_id(one[0]).section in sections)
        if (violations, known) == (self.violations, self.known):
            return self
        return replace(self, violations=violations, known=known)

    def weight(self, violation: Violation) -> Weight:
        """The order of several stories of one violation: the lightest is reported.

        A cause comes before a consequence, a certain story before an unsteady one, a directed
        one before a drawn one, a small one before a big one. Only facts that do not depend on
        earlier plays are weighed.
        """
        return (
            bool(violation.follows),
            not violation.is_certain,
            stage_of(self.name),
            _weight_of(violation.token),
            len(violation.story),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Result:
        return cls(
            value["name"],
            value["scenarios"],
            dict(value["applied"]),
            tuple((id, text, times) for id, text, times in value["saw"]),
            tuple(Violation.from_json(violation) for violation in value["violations"]),
            tuple((id, cause, times) for id, cause, times in value["known"]),
            tuple(Standing(**standing) for standing in value["standings"]),
            tuple((edition, tuple(ids)) for edition, ids in value["broken_in"]),
            tuple(value["notes"]),
            tuple(PlugFault(**fault) for fault in value["plug_faults"]),
            value["explored"] and (value["explored"][0], value["explored"][1]),
            tuple(PlantedReport(**one) for one in value["planted"]),
            (value["cuts"][0], value["cuts"][1]),
        )


@dataclass(frozen=True, slots=True)
class About:
    """The implementation, and how it was judged: the header of a report.

    * `implementation`, `version`: as the implementation or its adapter names itself, each on one
      line, without characters that cannot be printed;
    * `door`: how the implementation is reached, in words: "in process", …;
    * `edition`, `profile`, `seed`: with `sections`, they determine what is played;
    * `offers`: the capabilities that it has: "key", "fetch", "push", …;
    * `sections`: the claimed ones;
    * `strict`: SHOULDs decide too;
    * `lacks`: the features that the door or a plug cannot show: "keeps_buffers", "plugged_readers",
      "plugged_writers".
    """

    implementation: str
    version: str
    door: str
    edition: str
    profile: str
    seed: int
    offers: tuple[str, ...] = ("fetch", "key", "push")
    sections: tuple[str, ...] = tuple(SECTIONS)
    strict: bool = False
    lacks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # They appear in headlines, badges and tables: they may not turn or end a line.
        for name in ("implementation", "version"):
            object.__setattr__(self, name, on_one_line(getattr(self, name), _LONGEST_NAME))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> About:
        tuples = {name: tuple(value[name]) for name in ("offers", "sections", "lacks")}
        return cls(**{**value, **tuples})

    def to_json(self) -> dict[str, Any]:
        """Plain values, from which `from_json` makes the same again."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def claims_all(self) -> bool:
        """No section was left out."""
        return set(self.sections) == set(sections_of(self.edition))

    @property
    def claims(self) -> str:
        """The claimed sections, in words, without "conduct"; if no other is claimed, "conduct"."""
        return ", ".join(s for s in self.sections if s != "conduct") or "conduct"
