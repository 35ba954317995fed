"""A run without pytest: parts of the plan one after the other, up to the end or to Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from ..contract import ALL_SECTIONS
from ..verdict.course import Course
from ..verdict.findings import Findings
from ..verdict.results import About, Result
from ..verdict.verdict import Verdict
from .bench import Bench
from .exploring.hunting import Profile
from .plan import Part


class Running:
    """Plays parts on *bench*. *progress* is called after each, with the part and its result.

    * `results`: of the parts that were played, without rules of other sections than *sections*;
    * `blocked`: by the names of others, why they could not be played;
    * `is_interrupted`: the process was told to stop (Ctrl-C, SIGTERM), and what came after is
      missing.
    """

    def __init__(
        self,
        bench: Bench,
        profile: Profile,
        seed: int,
        progress: Callable[[Part, Result], None],
        sections: Collection[str] = tuple(ALL_SECTIONS),
    ) -> None:
        self.results: list[Result] = []
        self.blocked: dict[str, str] = {}
        self.is_interrupted = False
        self._bench = bench
        self._profile = profile
        self._seed = seed
        self._progress = progress
        self._sections = sections

    def play(self, parts: Iterable[Part]) -> None:
        """Play all *parts* that the implementation has what is needed for."""
        try:
            with self._bench.at_work():
                for part in parts:
                    self._play(part)
        except KeyboardInterrupt:
            self.is_interrupted = True

    def verdict(
        self, about: About, start: datetime, *, how: str, of_other_editions: int | None
    ) -> Verdict:
        """The verdict on what was played. Raises `Interrupted` if that is not all.

        `how`, `of_other_editions`: see `Findings`.
        """
        findings = Findings(
            about,
            self.results,
            complete=not self.is_interrupted,
            blocked=self.blocked,
            how=how,
            of_other_editions=of_other_editions,
            course=Course.since(start, interrupted=self.is_interrupted),
        )
        return Verdict.of(findings).unless_interrupted()

    def _play(self, part: Part) -> None:
        bench = self._bench
        if not part.is_asked_for(self._sections):
            return
        if not part.can_be_played(bench.edition, bench.kinds):
            return
        if why := bench.why_blocked(part.kinds):
            self.blocked[part.name] = why
            return
        played = part.run(bench, self._profile, self._seed).within(self._sections)
        if why := bench.why_broken(part.kinds):
            self.blocked[part.name] = why
        self.results.append(played)
        self._progress(part, played)
