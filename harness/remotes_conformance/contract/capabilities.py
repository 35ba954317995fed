"""Everything that an implementation, or its door, may offer: one table for all modules."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from .requirement import CLIENT_EDITION, EVERY_EDITION, SINCE_1_6, STORE_EDITION, Editions


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that may be offered.

    `kind`: its name in scenarios, plans and verdicts. `method` and `arguments`: the function of a
    Python object that carries it ("": none does). `wire`: its name in `describe` of the command
    door ("": no adapter can offer it). `sections`: those that cannot be judged without it.
    `editions`: those that know it. `asked_of`: which implementations its rules apply to, as in
    SPEC.md ("": all).
    """

    kind: str
    method: str = ""
    arguments: tuple[str, ...] = ()
    wire: str = ""
    sections: tuple[str, ...] = ()
    editions: Editions = EVERY_EDITION
    asked_of: str = ""


HANDLERS: Final = (
    Capability("key", "make_ref_key", ("ctx", "descriptor"), "make_ref_key", ("key",)),
    Capability("fetch", "fetch_handler", ("ingester", "fetcher"), "fetch", ("lock", "fetch")),
    Capability("push", "push_handler", ("provider", "pusher"), "push", ("push",)),
)
"""The functions of the contract. An implementation has at least one of them."""

FURTHER: Final = (
    Capability(
        "key_prefix",
        "with_key_prefix",
        ("ctx", "media_type", "prefix"),
        wire="key_prefix",
        editions=SINCE_1_6,
        asked_of="implementations that offer `with_key_prefix`.",
    ),
    Capability(
        "pusher_ingests",
        wire="pusher_ingests",
        editions=SINCE_1_6,
        asked_of="implementations that can be given a pusher that is an ingester too.",
    ),
)
"""Optional parts of an implementation."""

TREES: Final = (
    Capability(
        "chain",
        "handlers",
        ("first", "second"),
        wire="handlers",
        asked_of="implementations that offer `handlers`.",
    ),
    Capability(
        "walk",
        "walk",
        ("ctx", "handler", "descriptor"),
        wire="walk",
        asked_of="implementations that offer `walk`.",
    ),
    Capability(
        "dispatch",
        "dispatch",
        ("ctx", "handler", "descriptor"),
        wire="dispatch",
        asked_of="implementations that offer `dispatch`.",
    ),
    Capability(
        "children",
        "children_handler",
        ("provider",),
        wire="children_handler",
        asked_of="implementations that offer `children_handler`.",
    ),
)
"""Functions over trees of descriptors: optional, each by itself."""

OF_SEVERAL: Final = (
    Capability("visits", asked_of="implementations that offer `walk` or `dispatch`."),
    Capability(
        "image",
        asked_of="implementations that offer `fetch_handler`, `handlers`, `children_handler` and "
        "`dispatch`.",
    ),
)
"""Capabilities of several functions together; see `of_several`."""

IN_PROCESS: Final = (
    Capability("interrupts", asked_of="implementations in Python that run in the judging process."),
    Capability(
        "foreign_wraps", asked_of="implementations in Python that run in the judging process."
    ),
    Capability(
        "task_cancel", asked_of="implementations for asyncio that run in the judging process."
    ),
    Capability(
        "lines", asked_of="implementations in blocking Python that run in the judging process."
    ),
)
"""Capabilities that only a door to a Python object has: raise KeyboardInterrupt in a call; raise
errors that come in exception groups; cancel the asyncio task of a handler (only for asyncio); hand
a turn over between two lines of the implementation's code (only for blocking Python)."""

CLIENTS: Final = (
    Capability(
        "client_pull",
        "pull",
        ("operation",),
        editions=CLIENT_EDITION,
        asked_of="clients that can pull an image or fetch a part of one.",
    ),
    Capability(
        "client_push",
        "push",
        ("operation",),
        editions=CLIENT_EDITION,
        asked_of="clients that can push an image.",
    ),
)
"""The operations of a client of a registry. A client that is judged offers at least one."""

FURTHER_OF_CLIENTS: Final = (
    Capability(
        "client_resume",
        "resume",
        editions=CLIENT_EDITION,
        asked_of="clients in Python whose fetchers can begin at an offset.",
    ),
    Capability(
        "client_resolve",
        "resolve",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that can resolve a tag.",
    ),
    Capability(
        "client_cancel",
        "cancel",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that have a pusher.",
    ),
    Capability(
        "client_mount",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that mount blobs of other repositories.",
    ),
    Capability(
        "client_subject",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that push manifests with a subject.",
    ),
    Capability(
        "client_index",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that pull and push an index with everything that it names.",
    ),
    Capability(
        "client_parts",
        editions=CLIENT_EDITION,
        asked_of="clients in Python that have a fetcher.",
    ),
    Capability(
        "client_errors",
        editions=CLIENT_EDITION,
        asked_of="clients in Python, because their errors and messages can be read.",
    ),
)
"""Optional parts of a client."""

STORES: Final = (
    Capability(
        "store", "writer", ("ctx", "ref", "size", "digest"), "store", editions=STORE_EDITION
    ),
    Capability("store_reader", "reader", ("ctx", "digest"), editions=STORE_EDITION),
)
"""The functions of a content store. One that is judged has both."""

STORE_OPTIONS: Final = (
    Capability(
        "abort",
        "abort",
        ("ctx", "ref"),
        "abort",
        editions=STORE_EDITION,
        asked_of="stores that have `abort`.",
    ),
    Capability("info", "info", ("ctx", "digest"), "info", editions=STORE_EDITION),
    Capability("delete", "delete", ("ctx", "digest"), "delete", editions=STORE_EDITION),
    Capability(
        "store_walk",
        "walk",
        ("ctx",),
        "walk",
        editions=STORE_EDITION,
        asked_of="stores that have `walk`.",
    ),
    Capability(
        "folder",
        editions=STORE_EDITION,
        asked_of="stores that keep their data in a folder which the harness creates, if the "
        "harness can make operations on it fail: stores in Python that use `open` or functions of "
        "`os`, and, on Linux, programs behind `--remotes-command`.",
    ),
    Capability(
        "cuts",
        editions=STORE_EDITION,
        asked_of="stores that keep their data in a folder which the harness creates, if the "
        "harness can observe what they do to it: stores in Python that use `open` or functions of "
        "`os`, and programs behind `--remotes-command` that run under `strace`.",
    ),
    Capability(
        "kills",
        editions=STORE_EDITION,
        asked_of="stores that keep their data in a folder which the harness creates: stores in "
        "Python that use `open` or functions of `os`, and programs behind `--remotes-command`. "
        "Services behind gRPC are judged by it only in real kills (`judging.stores.kills`).",
    ),
)
"""Optional parts of a content store."""

KEEPS_BUFFERS: Final = "keeps_buffers"
"""On the wire: whether a buffer changes before its Write is answered can be seen."""
VIRTUAL_TIME: Final = "virtual-time"
"""On the wire: the adapter's clock stands still unless the harness moves it."""
READ_AT: Final = "read_at"
"""On the wire: the readers of a store have `read_at`."""
FOLDER: Final = "folder"
"""On the wire: a store lives in a folder that the harness names."""
KILLED_PROGRAM: Final = "killed_program"
"""A capability of doors: the program that has a store is killed and started again."""
CONCURRENT: Final = "concurrent"
"""On the wire: a store takes calls while earlier ones are not answered."""
STRANDS: Final = "strands"
"""On the wire: the adapter is this package's own, and reports each of its threads."""

ONLY_IN_PROCESS: Final = frozenset(one.kind for one in IN_PROCESS)


def functions_of(edition: str) -> tuple[Capability, ...]:
    """The functions that the contract of *edition* is about: of handlers, clients or stores."""
    if edition in STORE_EDITION:
        return STORES
    return CLIENTS if edition in CLIENT_EDITION else HANDLERS


_ALL: Final = {
    one.kind: one
    for one in (
        *HANDLERS,
        *FURTHER,
        *TREES,
        *OF_SEVERAL,
        *IN_PROCESS,
        *CLIENTS,
        *FURTHER_OF_CLIENTS,
        *STORES,
        *STORE_OPTIONS,
    )
}


def capability(kind: str) -> Capability:
    """The capability of that kind. Raises `KeyError`."""
    return _ALL[kind]


def of_several(kinds: Collection[str]) -> Iterator[str]:
    """The kinds of `OF_SEVERAL` that an implementation offers which offers *kinds*."""
    if {"walk", "dispatch"}.intersection(kinds):
        yield "visits"
    if {"fetch", "chain", "children", "dispatch"}.issubset(kinds):
        yield "image"


def on_the_wire(names: Collection[str], table: tuple[Capability, ...]) -> Iterator[str]:
    """The kinds of *table* that an adapter offers which names its capabilities so."""
    return (one.kind for one in table if one.wire in names)


def needed_for(section: str) -> frozenset[str]:
    """The kinds without which *section* cannot be judged; empty: any handler will do."""
    return frozenset(one.kind for one in HANDLERS if section in one.sections)
