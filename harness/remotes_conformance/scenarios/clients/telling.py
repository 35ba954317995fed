"""The most revealing scenarios: those in which clients were seen to break a rule, and at least one
for each rule that a command can break.

They are played first. Of a client that is a command, profile `quick` plays no others.
"""

from __future__ import annotations

from typing import Final

_PULLS: Final = (
    "nothing-is-unusual",
    "the-manifest-is-changed",
    "the-manifest-is-changed-and-its-digest-header-agrees",
    "a-layer-is-changed",
    "a-layer-without-a-length-is-cut",
    "a-layer-is-cut-once-and-the-rest-cannot-be-had",
    "a-layer-is-compressed-on-the-way",
    "a-layer-is-only-said-to-be-compressed",
    "a-layer-never-ends",
    "a-manifest-has-manifests-and-layers",
    "an-index-has-manifests-and-layers",
    "the-manifest-is-sent-as-an-index",
    "the-manifest-has-4-mib",
    "the-type-of-the-manifest-has-a-parameter",
    "the-manifest-is-not-found",
    "the-manifest-is-answered-by-500",
    "the-manifest-is-answered-by-429-once",
    "blobs-are-redirected-behind-a-token",
    "blobs-are-redirected-for-ever",
    "the-host-of-the-blobs-asks-for-a-token-of-a-third-host",
    "a-password-is-asked-for",
    "the-challenge-has-an-empty-parameter",
    "the-token-is-no-longer-valid-when-a-layer-is-asked-for",
    "the-config-never-ends",
    "a-layer-is-answered-by-500-with-its-own-bytes",
    "the-host-of-a-blob-redirects-to-another-path-of-its-own",
    "the-realm-redirects-to-another-host",
    "the-realm-answers-401",
    "a-layer-never-comes",
    "the-descriptor-of-a-layer-has-a-url-at-another-host-that-asks-for-a-password",
)
_PUSHES: Final = (
    "nothing-is-unusual",
    "the-location-is-on-another-host-and-a-password-is-asked-for",
    "the-manifest-is-answered-by-302-and-not-stored",
    "the-digest-of-the-manifest-is-answered-wrongly",
    "no-digest-is-answered",
    "an-upload-is-redirected-once",
    "the-token-is-no-longer-valid-in-the-middle-of-an-upload",
    "every-token-is-refused-when-the-only-upload-begins",
    "every-token-is-refused-when-an-upload-goes-on",
    "everything-is-there-but-the-tag",
    "every-single-post-is-answered-by-202",
    "chunks-have-a-smallest-size",
    "the-location-is-relative-to-the-path",
    "the-only-upload-has-no-location",
    "a-token-is-asked-for",
    "head-of-a-blob-is-redirected",
    "head-of-a-blob-is-answered-by-500-and-any-manifest-is-taken",
    "the-upload-is-answered-by-201-and-any-manifest-is-taken",
    "the-end-of-an-upload-is-answered-by-302-and-any-manifest-is-taken",
    "the-tag-names-another-manifest",
    "the-upload-never-begins",
    "a-blob-is-refused-once-and-the-image-is-pushed-again",
)
_FETCHES: Final = (
    "nothing-is-unusual",
    "the-manifest-is-changed",
    "the-manifest-is-answered-by-500",
    "a-layer-is-changed",
    "a-layer-without-a-length-is-cut",
    "blobs-are-redirected-behind-a-token",
    "a-password-is-asked-for",
)

TELLING: Final = frozenset(
    (
        *(f"pull.{name}" for name in _PULLS),
        *(f"push.{name}" for name in _PUSHES),
        *(f"fetch.{name}" for name in _FETCHES),
    )
)
"""By slug."""
