"""Every public name, used as users use it. mypy checks this file; it is never run.

`assert_type` pins the types that users rely on. `tests/self/test_api.py` compares the names that
are used here and in `api_protocols.py` with those in `docs/api.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, assert_type

from api_protocols import ASYNC_REMOTES, REMOTES
from hypothesis import given
from hypothesis.strategies import SearchStrategy
from remotes_conformance import (
    BadLedger,
    BadToken,
    Interrupted,
    Report,
    UnknownEdition,
    Unusable,
    Verdict,
    check,
)
from remotes_conformance.content import Descriptor, digest_of, own_copy
from remotes_conformance.contract import EDITIONS as JUDGED
from remotes_conformance.contract import (
    SECTIONS,
    Level,
    Requirement,
    SeedLines,
    UnknownRequirement,
    by_id,
    requirements,
)
from remotes_conformance.errors import (
    CLASSES,
    AlreadyExists,
    ContentError,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
    Reset,
    Unavailable,
    UnexpectedEnd,
    Unsupported,
    is_not_found,
    is_reset,
)
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import Loaded, load, open_bench
from remotes_conformance.judging.plan import Part
from remotes_conformance.media_types import (
    CONFIGS,
    EDITIONS,
    INDEXES,
    KINDS,
    KNOWN,
    LAYERS,
    MANIFESTS,
    NEAR_MISSES,
    OCI_LAYER,
    MediaTypes,
    examples,
)
from remotes_conformance.plugs import Plugs, Scene
from remotes_conformance.plugs.faults import PlugFault
from remotes_conformance.plugs.folder import folder_ingesters
from remotes_conformance.plugs.http import HttpFetchers, HttpPushers
from remotes_conformance.plugs.prepared import prepared
from remotes_conformance.plugs.scene import Serving
from remotes_conformance.protocols import (
    AsyncPusher,
    Fetcher,
    Ingester,
)
from remotes_conformance.scenarios import strategies as draw
from remotes_conformance.scenarios.scenario import (
    Answer,
    Cancel,
    HandlerCall,
    HandOver,
    KeyPrefix,
    Scenario,
)
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stories.building import fetch, push
from remotes_conformance.scenarios.strategies import Family, descriptors
from remotes_conformance.scenarios.surroundings import (
    Blob,
    Content,
    Holder,
    Source,
    Surroundings,
    Variant,
)
from remotes_conformance.scenarios.whole_calls import WholeCall, scenario_of
from remotes_conformance.scenarios.written import from_token, to_token
from remotes_conformance.telling.sequence import Event
from remotes_conformance.verdict.conformity import Conformity
from remotes_conformance.verdict.course import Course
from remotes_conformance.verdict.planted import PlantedReport
from remotes_conformance.verdict.report import (
    Conclusion,
    LedgerReport,
    OtherCause,
    Outcome,
    RequirementReport,
    ViolationReport,
)
from remotes_conformance.verdict.results import About, Result, Standing, Stop, Violation
from remotes_conformance.world.journal import Journal

# -- judging -------------------------------------------------------------------------------------


def judge(progress: Callable[[Part, Result], None]) -> Report | None:
    try:
        verdict = check(
            REMOTES, edition="1.6", profile="quick", seed=1, sections=["key", "lock"],
            strict=True, ledger="ledger.toml", patience=2.5, plugs=Plugs(), progress=progress,
        )  # fmt: skip
    except (Unusable, UnknownEdition, BadLedger) as error:
        print(error)
        return None
    assert_type(verdict, Verdict)
    assert_type(Interrupted(verdict).verdict, Verdict)
    assert_type(verdict.to_json(), dict[str, Any])
    print(verdict, verdict.to_html(), verdict.conformant, *verdict.why)
    return verdict


def show(part: Part, result: Result) -> None:
    print(part.title, part.section, result.scenarios, len(result.violations))


def read(report: Report) -> Iterable[str]:
    about: About = report.about
    yield f"{about.implementation} {about.version}, edition {about.edition}, seed {about.seed}"
    conclusion: Conclusion = report.conclusion
    course: Course = report.course
    conformity: Conformity = conclusion.conformity
    yield f"{conformity} {report.outcome} {report.exit_status} {course.started} {course.duration}"
    yield f"{course.interrupted} {course.lost}"
    yield f"{conclusion.settled} {conclusion.conforms_as_claimed} {conclusion.is_broken}"
    one: RequirementReport = report.requirement("FETCH-4")
    outcome: Outcome = one.outcome
    yield f"{one.id} {one.section} {one.level} {outcome} {one.applied} {one.saw} {one.missing}"
    assert_type(report.counts("fetch", Level.SHOULD), dict[Outcome, int])
    assert_type(report.violations, dict[str, Violation])
    for broken in report.broken:
        yield from violation_lines(broken)
    ledger: LedgerReport | None = report.ledger
    entries: tuple[Standing, ...] = ledger.standings if ledger else ()
    yield from (f"{entry.id}: {entry.outcome}" for entry in (*entries, *report.stale))
    faults: tuple[PlugFault, ...] = report.plug_faults
    planted: tuple[PlantedReport, ...] = report.planted
    yield from (f"{fault.plug}: {fault.what}, {fault.times}" for fault in faults)
    yield from (f"{fault.title}: {fault.outcome} {fault.rule}" for fault in planted)
    assert_type(dict(report.broken_in), dict[str, tuple[str, ...]])


def violation_lines(broken: ViolationReport) -> Iterable[str]:
    violation: Violation = broken.violation
    yield f"{violation.id} {violation.expected} {violation.observed} ({broken.times})"
    yield from violation.story
    others: tuple[OtherCause, ...] = broken.others
    yield from (f"{other.expected} {other.observed}" for other in others)
    events: tuple[Event, ...] = violation.events
    yield from (f"{event.at} {event.text}" for event in events)
    stops: tuple[Stop, ...] = violation.walk
    yield from (stop.state for stop in stops)


def contract(id: str) -> Iterable[str]:
    try:
        one: Requirement = by_id(id)
    except UnknownRequirement as error:
        return [str(error)]
    seed: SeedLines | None = one.seed
    rules: tuple[Requirement, ...] = (*requirements(JUDGED[0]), *SECTIONS["fetch"])
    return [one.text, str(seed), *(rule.id for rule in rules if rule.level is Level.MUST)]


# -- plugs ---------------------------------------------------------------------------------------


def plugs(make: Callable[[], Ingester], fetcher: Fetcher, pusher: AsyncPusher) -> Iterable[Plugs]:
    @prepared
    def ingesters(scene: Scene) -> Ingester:
        scene.at_end(lambda: print(scene.now()))
        return make()

    def fetchers(scene: Scene) -> Fetcher:
        serving: Serving | None = scene.serving()
        print(serving and serving.op, scene.calls("fetch"), scene.content("sha256:00").source)
        return fetcher

    yield Plugs(ingester=ingesters, fetcher=fetchers)
    yield Plugs(ingester=folder_ingesters("/tmp/folder"))
    yield Plugs(fetcher=HttpFetchers(lambda url: fetcher), pusher=HttpPushers(lambda url: pusher))


# -- words ---------------------------------------------------------------------------------------

RAISED: tuple[type[ContentError], ...] = (
    AlreadyExists, FailedPrecondition, InvalidArgument, Locked, NotFound, Reset, Unavailable,
    UnexpectedEnd, Unsupported, CLASSES["other"],
)  # fmt: skip
TYPES: tuple[str, ...] = (*MANIFESTS, *INDEXES, *LAYERS, *CONFIGS, *KNOWN, *NEAR_MISSES)
KIND: MediaTypes = EDITIONS["2.x"]["layer"]
SHOWN: Mapping[str, tuple[str, ...]] = {**KINDS, **examples("1.6")}
IS: tuple[bool, ...] = (is_reset(Reset()), is_not_found(NotFound()), OCI_LAYER in KIND)


# -- strategies and scenarios --------------------------------------------------------------------


@given(descriptors(of=draw.digests()), draw.blobs(min_size=1))
def test_a_key_ends_in_the_digest(descriptor: Descriptor, blob: Blob) -> None:
    right = Descriptor(OCI_LAYER, digest_of(blob.content), blob.size)
    assert own_copy(right) == right
    assert descriptor.digest in descriptor.digest


def strategies(blob: Blob, families: tuple[Family, ...] = draw.families("2.x")) -> None:
    answers: tuple[SearchStrategy[Answer], ...] = (
        draw.failures("push", resumes=True), draw.lock_errors(), draw.short_writes(),
        draw.slow_calls(),
    )  # fmt: skip
    several: SearchStrategy[tuple[Answer, ...]] = (
        draw.resets(24) | draw.slow_calls_of_any_length("fetch") | draw.lying_counts()
    )
    content: SearchStrategy[Blob] = draw.wrong_content(blob.content) | draw.partials(b"x")
    around: SearchStrategy[Source] = draw.sources(blob, whole=True)
    data: SearchStrategy[bytes] = draw.embedded_data(b"x") | draw.schedules()
    texts: SearchStrategy[str] = draw.hostile_strings() | draw.media_types()
    others: tuple[SearchStrategy[Cancel], SearchStrategy[Holder]] = (
        draw.cancels(), draw.holders(),
    )  # fmt: skip
    prefixes: SearchStrategy[tuple[KeyPrefix, ...]] = draw.key_prefixes()
    sizes: SearchStrategy[tuple[int, ...]] = draw.pieces()
    times: SearchStrategy[int] = draw.moments()
    calling: SearchStrategy[Script] = draw.scripts()
    called: SearchStrategy[Scenario] = draw.script_scenarios()
    print(calling, called)
    whole: SearchStrategy[Scenario] = draw.scenarios("2.x") | families[0].in_edition("2.x")
    print(answers, several, content, around, data, texts, others, prefixes, sizes, times, whole)


def play(token: str) -> Journal | None:
    loaded: Loaded = open_bench(load("my.remotes:remotes"), edition="1.6", patience=1)
    bench: Bench = loaded.bench
    try:
        scenario = from_token(token)
    except BadToken:
        described = Descriptor(OCI_LAYER, "sha256:00", 1)
        source = Source(Blob(b"x", 1))
        call = HandlerCall("fetch", described)
        here = Surroundings({described.digest: Content(source, variants=(Variant(source),))})
        print(Scenario((call, Script(())), here))
        task = WholeCall("fetch", described, source)
        turn = HandOver("t0", "Writer", 1, "t1")
        scenario = scenario_of(task, fetch(1, cancel=Cancel(at=1)), push(2), hand_overs=(turn,))
    tally = Tally()
    journal: Journal = bench.examine(scenario, tally)
    print(to_token(scenario), *tally.breaches, journal.to_json() == bench.play(scenario).to_json())
    return journal if bench.can_play(scenario) else None


for line in read(check(ASYNC_REMOTES)):
    print(line)
