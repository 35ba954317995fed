"""Features of some clients: mounts, subjects, single POSTs, chunks of a size, indexes, streams."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from .image import MANIFEST
from .script import Act, ClientScenario, Does, Has, Scripted

_WARNED: Final[tuple[Does, ...]] = ("pull", "push", "fetch")
_READ: Final[tuple[Does, ...]] = ("pull", "fetch")
WARNING: Final = "this registry closes on Friday"
"""The text of the `Warning` headers."""
_NO_SUBJECT: Final = Scripted(
    "PUT", "manifest", Act(headers=(("OCI-Subject", ""),)), "REMOTE-31", "succeeds"
)
_REFERRERS: Final[tuple[tuple[str, Has], ...]] = (
    ("no referrers tag is there", ""),
    ("has another referrer", "referrer"),
    ("is already among the referrers", "itself"),
    ("the referrers tag names a manifest", "no index"),
)

MOUNTS: Final = (
    ClientScenario(
        "the blobs are in another repository",
        "push",
        has="source",
        asks="REMOTE-27",
        needs="client_mount",
    ),
    ClientScenario(
        "the blobs are in another repository and every mount is answered by 202",
        "push",
        (Scripted("POST", "uploads", Act(ignores="mount"), "REMOTE-27", "succeeds"),),
        has="source",
        needs="client_mount",
    ),
)

SUBJECTS: Final = (
    ClientScenario(
        "the manifest has a subject and the registry knows about subjects",
        "push",
        variant="subject",
        needs="client_subject",
    ),
    *(
        ClientScenario(
            f"the manifest has a subject and {name}",
            "push",
            (replace(_NO_SUBJECT, then="succeeds" if has != "no index" else "fails in any case"),),
            variant="subject",
            has=has,
            needs="client_subject",
        )
        for name, has in _REFERRERS
    ),
    *(
        ClientScenario(
            f"the manifest has a subject and its referrers are answered by {status}",
            "push",
            (
                replace(_NO_SUBJECT, then=""),
                Scripted(
                    "GET HEAD",
                    "referrers",
                    Act(status=status, body="error"),
                    "REMOTE-31",
                    "fails in any case",
                ),
            ),
            variant="subject",
            has="referrer",
            needs="client_subject",
        )
        for status in (403, 500)
    ),
)

UPLOADS: Final = (
    ClientScenario(
        "every single POST is answered by 202",
        "push",
        (Scripted("POST", "uploads", Act(ignores="digest"), "REMOTE-7a", "succeeds"),),
    ),
    ClientScenario(
        "chunks have a smallest size",
        "push",
        (
            Scripted(
                "POST",
                "uploads",
                Act(headers=(("OCI-Chunk-Min-Length", "120000"),)),
                "REMOTE-28a",
            ),
        ),
    ),
)

WARNINGS: Final = tuple(
    ClientScenario(
        "every answer has a warning",
        does,
        (
            Scripted(
                "GET HEAD POST PATCH PUT",
                "ping manifest config layer uploads upload",
                Act(headers=(("Warning", f'299 - "{WARNING}"'),)),
                "REMOTE-32",
            ),
        ),
        needs="client_errors",
    )
    for does in _WARNED
)

INDEXES: Final = (
    ClientScenario(
        "an index is pulled", "pull", variant="index", asks="REMOTE-1", needs="client_index"
    ),
    ClientScenario(
        "a manifest of an index is changed",
        "pull",
        (Scripted("GET", "manifest", Act(body="changed"), "REMOTE-13", "fails"),),
        variant="index",
        needs="client_index",
    ),
    ClientScenario(
        "an index is sent as a manifest",
        "pull",
        (Scripted("GET HEAD", "index", Act(headers=(("Content-Type", MANIFEST),)), "REMOTE-15"),),
        variant="index",
        needs="client_index",
    ),
    ClientScenario(
        "an index is pushed", "push", variant="index", asks="REMOTE-26", needs="client_index"
    ),
    ClientScenario(
        "an index of one manifest is pushed",
        "push",
        variant="index of one",
        asks="REMOTE-26",
        needs="client_index",
    ),
    ClientScenario(
        "an index is pushed and the tag names another manifest",
        "push",
        variant="index",
        has="another",
        asks="REMOTE-6",
        needs="client_index",
    ),
    ClientScenario(
        "a manifest of an index is refused",
        "push",
        (
            Scripted(
                "PUT",
                "manifest",
                Act(status=500, body="error", has_effect=False),
                "REMOTE-8",
                "fails",
            ),
        ),
        variant="index",
        needs="client_index",
    ),
)

STREAMS: Final = (
    ClientScenario(
        "a large layer is read slowly", "fetch", variant="large", needs="client_parts"
    ),
)  # fmt: skip

UNLIMITED: Final = tuple(
    ClientScenario(
        "the manifest never comes and no limit is given",
        does,
        (Scripted("GET", "manifest", Act(wire="silent"), "REMOTE-12a"),),
        is_unlimited=True,
    )
    for does in _READ
)

STORIES: Final = (*MOUNTS, *SUBJECTS, *UPLOADS, *WARNINGS, *INDEXES, *STREAMS, *UNLIMITED)
