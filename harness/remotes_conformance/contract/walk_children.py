"""WALK: the children of a document, and the whole tree of an image."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement

_CHILDREN: Final = (
    "containerd, `images/handlers.go`, `ChildrenHandler`",
    "containerd, `images/image.go`, `Children`",
)

WALK_CHILDREN: Final = Requirement(
    id="WALK-7",
    level=Level.MUST,
    text=(
        "For a manifest, the children handler MUST return the config and then the layers, in the "
        "order of the document. For an index, it MUST return the manifests, in the order of the "
        "document. Each child MUST be the descriptor that the document contains. Whether a "
        "document is read as a manifest or as an index MUST depend only on the media type of the "
        "descriptor that the handler was given, not on the document's own `mediaType`. From "
        "edition 1.6 on, a `mediaType` can make the document ambiguous (WALK-7b)."
    ),
    editions=EVERY_EDITION,
    why=(
        "The descriptor's media type is what was requested, and comes from the same source as the "
        "digest."
    ),
    allows="If the Close of a reader fails, the children handler MAY fail.",
    needs="children",
    sources=_CHILDREN,
)

WALK_AMBIGUOUS: Final = Requirement(
    id="WALK-7a",
    level=Level.MUST,
    text=(
        "If a document has the members of a manifest and of an index, the children handler MUST "
        "read only the members that belong to the descriptor's media type."
    ),
    editions=SEED_EDITION,
    why="The original reads such documents like this. Later releases refuse them.",
    needs="children",
    sources=_CHILDREN,
)

WALK_AMBIGUOUS_1_6: Final = Requirement(
    id="WALK-7b",
    level=Level.MUST,
    text=(
        "The children handler MUST fail for an ambiguous document. A manifest is ambiguous if it "
        "has `manifests`, or if its `mediaType` is that of an index. An index is ambiguous if it "
        "has `config` or `layers`, or if its `mediaType` is that of a manifest. A document of "
        "either kind is ambiguous if it has `fsLayers`."
    ),
    editions=SINCE_1_6,
    why="Otherwise one digest can mean two images, depending on the reader (CVE-2021-41190).",
    allows="If such a member is empty, the children handler MAY read the document or refuse it.",
    needs="children",
    sources=(*_CHILDREN, "GHSA-5j5w-g665-5m35"),
)

WALK_CHILDLESS: Final = Requirement(
    id="WALK-8",
    level=Level.MUST,
    text=(
        "If the kind of the media type (section KEY) is neither `manifest` nor `index`, the "
        "children handler MUST return no children, and MUST NOT call the provider."
    ),
    editions=EVERY_EDITION,
    why="A layer is not a document, and can be gigabytes long.",
    needs="children",
    sources=_CHILDREN,
)

WALK_UNKNOWN: Final = Requirement(
    id="WALK-8a",
    level=Level.SHOULD,
    text=(
        "For a media type of the kind `unknown`, the children handler SHOULD log exactly one "
        "warning that contains the type. For any other type it SHOULD NOT log a warning that "
        "contains the type."
    ),
    editions=SEED_EDITION,
    why="Otherwise nobody sees that a part of an image was not visited.",
    allows="The warning MAY quote the type, with escapes.",
    needs="children",
    sources=_CHILDREN,
)

WALK_UNKNOWN_1_6: Final = Requirement(
    id="WALK-8b",
    level=Level.SHOULD,
    text=(
        "For a media type of the kind `unknown`, the children handler SHOULD log exactly one debug "
        "message that contains the type."
    ),
    editions=SINCE_1_6,
    why="Attestations and similar types are common by now, and no reason for a warning.",
    allows="The message MAY have a higher level. It MAY quote the type, with escapes.",
    needs="children",
    sources=_CHILDREN,
)

WALK_PROVIDER_ERROR: Final = Requirement(
    id="WALK-9",
    level=Level.MUST,
    text=(
        "If the provider cannot open the document, or a read of it fails, the children handler "
        "MUST fail with an error of the same class."
    ),
    editions=EVERY_EDITION,
    why="Callers tell *not found* from other errors, and fetch what is missing.",
    needs="children",
    sources=_CHILDREN,
)

WALK_BAD_DOCUMENT: Final = Requirement(
    id="WALK-9a",
    level=Level.MUST,
    text="If a document is not JSON, or is cut short, the children handler MUST fail.",
    editions=EVERY_EDITION,
    why="Otherwise the caller takes the image for complete.",
    allows=(
        "The children handler MAY read a document that begins with a byte order mark, or that is "
        "in UTF-16 or UTF-32."
    ),
    needs="children",
    sources=_CHILDREN,
)

WALK_NO_CONFIG: Final = Requirement(
    id="WALK-10",
    level=Level.TOLERATED,
    text=(
        "If a manifest has no config, the children handler MAY return an empty descriptor as the "
        "first child. The report states what was seen."
    ),
    editions=EVERY_EDITION,
    why="This is a quirk of the original, on which no caller relies.",
    allows="The children handler MAY return only the layers, or fail.",
    needs="children",
    sources=_CHILDREN,
)

WALK_IMAGE: Final = Requirement(
    id="WALK-11",
    level=Level.MUST,
    text=(
        "A call of `dispatch` with a chain of a fetch handler and a children handler MUST fetch a "
        "whole tree: it MUST succeed, and every blob of the tree MUST be in the store afterwards."
    ),
    editions=EVERY_EDITION,
    why="This is how an image is pulled.",
    allows=(
        "The call MAY fail if another rule requires or allows one of the two handlers to fail, as "
        "FETCH-1, FETCH-15, WALK-7b and WALK-10 do."
    ),
    needs="image",
    sources=(
        "containerd, `remotes/handlers.go`: “Use with ChildrenHandler to do a full recursive "
        "fetch”",
    ),
)

REQUIREMENTS: Final = (
    WALK_CHILDREN,
    WALK_AMBIGUOUS,
    WALK_AMBIGUOUS_1_6,
    WALK_CHILDLESS,
    WALK_UNKNOWN,
    WALK_UNKNOWN_1_6,
    WALK_PROVIDER_ERROR,
    WALK_BAD_DOCUMENT,
    WALK_NO_CONFIG,
    WALK_IMAGE,
)
