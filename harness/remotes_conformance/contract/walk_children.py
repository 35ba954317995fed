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
        "The children of a manifest are its config, then its layers, in their order; those of an "
        "index are its manifests, in their order. They are descriptors as the document has them. "
        "The descriptor's media type alone decides whether a document is read as a manifest or as "
        "an index; its own `mediaType` does not, though from edition 1.6 on it may make the "
        "document ambiguous (WALK-7b)."
    ),
    editions=EVERY_EDITION,
    why="The media type of the descriptor is what was asked for, and verified with the digest.",
    needs="children",
    sources=_CHILDREN,
)

WALK_AMBIGUOUS: Final = Requirement(
    id="WALK-7a",
    level=Level.MUST,
    text=(
        "In a document that is a manifest and an index at once, only the members of the one that "
        "the descriptor's media type names are read."
    ),
    editions=SEED_EDITION,
    why="It is how the original reads such documents; later releases refuse them.",
    needs="children",
    sources=_CHILDREN,
)

WALK_AMBIGUOUS_1_6: Final = Requirement(
    id="WALK-7b",
    level=Level.MUST,
    text=(
        "An ambiguous document is an error: a manifest with `manifests`, or whose `mediaType` is "
        "that of an index; an index with `config` or `layers`, or whose `mediaType` is that of a "
        "manifest; either with `fsLayers`."
    ),
    editions=SINCE_1_6,
    why="One digest could mean two images, depending on the reader (CVE-2021-41190).",
    allows="A document in which such a member is empty may be read, or refused.",
    needs="children",
    sources=(*_CHILDREN, "GHSA-5j5w-g665-5m35"),
)

WALK_CHILDLESS: Final = Requirement(
    id="WALK-8",
    level=Level.MUST,
    text=(
        "Layers, configs and content of an unknown type have no children. The provider is not "
        "asked."
    ),
    editions=EVERY_EDITION,
    why="A layer may be of gigabytes, and is no document.",
    needs="children",
    sources=_CHILDREN,
)

WALK_UNKNOWN: Final = Requirement(
    id="WALK-8a",
    level=Level.SHOULD,
    text="For an unknown type one warning is logged that names the type; for a known one, none.",
    editions=SEED_EDITION,
    why="Otherwise nobody sees that a part of an image was not visited.",
    needs="children",
    sources=_CHILDREN,
)

WALK_UNKNOWN_1_6: Final = Requirement(
    id="WALK-8b",
    level=Level.SHOULD,
    text="For an unknown type one debug message is logged that names the type.",
    editions=SINCE_1_6,
    why="Attestations and the like are common by now, and no reason for a warning.",
    allows="A message of a higher level.",
    needs="children",
    sources=_CHILDREN,
)

WALK_PROVIDER_ERROR: Final = Requirement(
    id="WALK-9",
    level=Level.MUST,
    text=(
        "An error of the provider or of its reader comes out: itself, or another one of its class."
    ),
    editions=EVERY_EDITION,
    why="Callers tell *not found* from other errors, and fetch what is missing.",
    needs="children",
    sources=_CHILDREN,
)

WALK_BAD_DOCUMENT: Final = Requirement(
    id="WALK-9a",
    level=Level.MUST,
    text="A document that is not JSON, or that is cut short, is an error.",
    editions=EVERY_EDITION,
    why="Success would mean that the image has nothing more to fetch.",
    needs="children",
    sources=_CHILDREN,
)

WALK_NO_CONFIG: Final = Requirement(
    id="WALK-10",
    level=Level.TOLERATED,
    text="The first child of a manifest without a config is an empty descriptor.",
    editions=EVERY_EDITION,
    why="It is a quirk of the original, which no caller relies on.",
    allows="Only the layers, or an error.",
    needs="children",
    sources=_CHILDREN,
)

WALK_IMAGE: Final = Requirement(
    id="WALK-11",
    level=Level.MUST,
    text=(
        "`dispatch` with the chain of a fetch handler and a children handler fetches a whole tree: "
        "afterwards the store has every blob of it, and the call succeeds."
    ),
    editions=EVERY_EDITION,
    why="That is how an image is pulled.",
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
