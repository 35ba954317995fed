"""The public names, in chapters by use: what `docs/api.md` lists, and what stays as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A public name: `module` is where users import it from.

    `members`: the members that are public, besides fields; None: all that do not begin with an
    underscore.
    """

    module: str
    name: str
    members: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Names that are used together."""

    title: str
    introduction: str
    names: tuple[Name, ...]


def _of(module: str, *names: str) -> tuple[Name, ...]:
    inside = f"remotes_conformance.{module}" if module else "remotes_conformance"
    return tuple(Name(inside, name) for name in names)


CHAPTERS = (
    Chapter(
        "Judging",
        "One function. Under pytest the suite does the same, with the options of docs/options.md.",
        _of("", "check"),
    ),
    Chapter(
        "Verdict and report",
        "`check` returns a `Verdict`: a `Report` that can be written as text, HTML and JSON. All "
        "parts are frozen values, which can be compared, hashed and pickled.",
        (
            Name("remotes_conformance", "Verdict", ("to_html", "to_json")),
            *_of("", "Report"),
            *_of(
                "verdict.report",
                "Conclusion", "RequirementReport", "Outcome", "ViolationReport", "OtherCause",
                "LedgerReport",
            ),
            *_of("verdict.conformity", "Conformity"),
            *_of("verdict.planted", "PlantedReport"),
            *_of("verdict.course", "Course"),
            *_of("verdict.results", "Violation", "Stop", "Standing", "About"),
            *_of("telling.sequence", "Event"),
            *_of("plugs.faults", "PlugFault"),
        ),
    ),
    Chapter(
        "Judging clients of a registry",
        "A client in Python, or commands: docs/clients.md.",
        (
            *_of("", "check_client"),
            *_of("doors.clients.operation", "Operation"),
            *_of("doors.clients.python", "Pulls", "Pushes"),
            *_of("remoting", "Repository", "Remoting", "AsyncRemoting"),
            *_of("judging.clients.plan", "ClientPart"),
            *_of("scenarios.clients.script", "ClientScenario"),
        ),
    ),
    Chapter(
        "Judging content stores",
        "A factory of stores: docs/stores.md.",
        (
            *_of("", "check_store"),
            *_of("stores", "Storing", "Managing", "Info", "AsyncStoring", "AsyncManaging"),
        ),
    ),
    Chapter(
        "Errors of the harness",
        "What `check`, `check_client`, `check_store` and some other functions raise.",
        _of("", "Unusable", "UnknownEdition", "BadLedger", "BadToken", "Interrupted"),
    ),
    Chapter(
        "The contract",
        "The requirements of SPEC.md as values.",
        _of(
            "contract", "Requirement", "Level", "SeedLines", "by_id", "requirements", "SECTIONS",
            "CLIENT_SECTIONS", "STORE_SECTIONS", "EDITIONS", "UnknownRequirement",
        ),
    ),
    Chapter(
        "Implementations",
        "The functions that an implementation offers, and the collaborators that it is given.",
        _of(
            "protocols",
            "Remotes", "NamesKeyPrefixes", "Handler", "Context", "Logger", "Ingester", "Writer",
            "Fetcher", "Provider", "Pusher", "IngestingPusher", "Reader", "SeekableReader",
            "ReaderAt", "Buffer",
        ),
    ),
    Chapter(
        "Functions over trees",
        "Optional functions of an implementation, blocking or for asyncio: chains of handlers, "
        "walks, and the children of a document. The rules are in section WALK of SPEC.md.",
        _of(
            "trees",
            "Walking", "CancellableContext", "AsyncWalking", "AsyncCancellableContext",
        ),
    ),
    Chapter(
        "Asynchronous implementations",
        "An implementation whose handlers are coroutine functions is judged under asyncio.",
        _of(
            "protocols",
            "AsyncRemotes", "AsyncNamesKeyPrefixes", "AsyncHandler", "AsyncContext",
            "AsyncIngester", "AsyncWriter", "AsyncFetcher", "AsyncProvider", "AsyncPusher",
            "AsyncIngestingPusher", "AsyncReader", "AsyncSeekableReader", "AsyncReaderAt",
        ),
    ),
    Chapter(
        "Content",
        "The vocabulary, which any implementation may import. It imports neither Hypothesis nor "
        "the suite.",
        _of("content", "Descriptor", "Status", "digest_of", "own_copy"),
    ),
    Chapter(
        "Errors of content",
        "Collaborators raise them, and handlers let them out. They are also recognised as a "
        "subclass, behind `raise … from`, and in an exception group of one.",
        _of(
            "errors",
            "ContentError", "AlreadyExists", "Locked", "NotFound", "FailedPrecondition",
            "InvalidArgument", "Unavailable", "Reset", "UnexpectedEnd", "Unsupported", "CLASSES",
            "is_exists", "is_locked", "is_reset", "is_not_found", "chain",
            "SkipDescriptor", "StopHandler", "SIGNALS", "is_skip", "is_stop",
        ),
    ),
    Chapter(
        "Media types",
        "Strings, and the kinds of content that they announce.",
        _of(
            "media_types",
            "kind_of", "examples", "MediaTypes", "EDITIONS", "KINDS", "KNOWN", "NEAR_MISSES",
            "MANIFESTS", "INDEXES", "LAYERS", "CONFIGS",
            "DOCKER_SCHEMA1", "DOCKER_MANIFEST", "OCI_MANIFEST", "DOCKER_INDEX", "OCI_INDEX",
            "DOCKER_LAYER", "DOCKER_LAYER_GZIP", "DOCKER_LAYER_ZSTD", "DOCKER_FOREIGN_LAYER",
            "DOCKER_FOREIGN_LAYER_GZIP", "OCI_LAYER", "OCI_LAYER_GZIP", "OCI_LAYER_ZSTD",
            "OCI_LAYER_ENCRYPTED", "OCI_LAYER_NONDISTRIBUTABLE",
            "OCI_LAYER_NONDISTRIBUTABLE_GZIP", "EROFS_LAYER", "DOCKER_CONFIG", "OCI_CONFIG",
            "CHECKPOINT", "CHECKPOINT_CONFIG", "CHECKPOINT_OPTIONS", "IN_TOTO",
        ),
    ),
    Chapter(
        "Plugs",
        "Collaborators of your own, in the place of the harness's models: as an argument of "
        "`check`, or as fixtures of pytest (docs/fixtures.md).",
        (
            Name("remotes_conformance.plugs", "Plugs", ()),
            Name(
                "remotes_conformance.plugs",
                "Scene",
                ("calls", "content"),
            ),
            *_of("plugs.scene", "Serving"),
            *_of("plugs.prepared", "prepared"),
            *_of("plugs.folder", "folder_ingesters"),
            *_of("plugs.http", "HttpFetchers", "HttpPushers"),
        ),
    ),
    Chapter(
        "Strategies",
        "Hypothesis strategies, for tests of your own (docs/strategies.md). They shrink towards "
        "simple cases: a layer, whole pieces, no other client, no preemption.",
        _of(
            "scenarios.strategies",
            "scenarios", "families", "Family", "descriptors", "digests", "media_types", "blobs",
            "hostile_strings", "embedded_data", "wrong_content", "partials", "sources", "pieces",
            "failures", "lock_errors", "short_writes", "lying_counts", "slow_calls",
            "slow_calls_of_any_length", "resets", "cancels", "holders", "moments", "key_prefixes",
            "schedules", "scripts", "script_scenarios",
        ),
    ),
    Chapter(
        "Scenarios",
        "What strategies draw. Every time is an integer, in nanoseconds since the start of the "
        "world.",
        (
            *(
                Name("remotes_conformance.scenarios.scenario", name, ())
                for name in (
                    "Scenario", "HandlerCall", "Answer", "Cancel", "KeyPrefix", "HandOver",
                )
            ),
            *(
                Name("remotes_conformance.scenarios.surroundings", name, ())
                for name in ("Surroundings", "Content", "Variant", "Source", "Holder")
            ),
            *_of("scenarios.surroundings", "Blob"),
            Name("remotes_conformance.scenarios.script", "Script", ()),
            Name("remotes_conformance.scenarios.whole_calls", "WholeCall", ()),
            *_of("scenarios.whole_calls", "scenario_of"),
            *_of("scenarios.written", "to_token", "from_token"),
            *_of("scenarios.stories.building", "fetch", "push"),
        ),
    ),
    Chapter(
        "Playing scenarios",
        "For tests that play scenarios of their own, and for the argument `progress` of `check`.",
        (
            *_of("judging.loading", "load", "open_bench", "Loaded"),
            Name("remotes_conformance.judging.bench", "Bench", ("can_play", "play", "examine")),
            Name("remotes_conformance.judging.bench", "Tally", ()),
            Name("remotes_conformance.world.journal", "Journal", ("to_json",)),
            Name("remotes_conformance.judging.plan", "Part", ("title",)),
            Name("remotes_conformance.verdict.results", "Result", ()),
        ),
    ),
)  # fmt: skip
