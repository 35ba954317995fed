"""What editions from 1.6 on ask for instead of rules of 2017-06, or beside them; but COPY."""

from __future__ import annotations

from typing import Final

from .requirement import EDITION_1_6, EDITION_2_X, LATER_EDITIONS, Level, Requirement

_BODY: Final = "Where the context names a prefix for the media type, KEY-12 speaks."

KEY: Final = (
    Requirement(
        id="KEY-3a",
        level=Level.MUST,
        text=(
            "The key of every other layer begins with `layer-` too: of Docker's foreign layers "
            "(`application/vnd.docker.image.rootfs.foreign.diff.tar`, plain and `.gzip`), of "
            "Docker's layer types with anything behind a `+`, and of whatever begins with "
            "`application/vnd.oci.image.layer.`."
        ),
        editions=LATER_EDITIONS,
        why="Compression and encryption make new types of layers, and none of them a new kind.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-3b",
        level=Level.MUST,
        text=(
            "The key begins with `layer-` for `application/vnd.docker.image.rootfs.diff.tar.zstd` "
            "and `application/vnd.erofs.layer.v1` too, alone or with anything behind a `+`."
        ),
        editions=EDITION_2_X,
        why="Layers of these types came later, and are layers.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-4a",
        level=Level.MUST,
        text=(
            "The key begins with `config-` for the checkpoint types "
            "`application/vnd.containerd.container.criu.checkpoint.criu.tar` and "
            "`application/vnd.containerd.container.checkpoint.config.v1+proto` too."
        ),
        editions=LATER_EDITIONS,
        why="In the image of a checkpoint they stand where a config stands.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-5a",
        level=Level.MUST,
        text=(
            "A string that is none of the types of KEY-1 to KEY-4, KEY-3a and KEY-4a leads to "
            "`unknown-`: known types in other letter case or with anything put before them, and "
            "Docker's with parameters, among others."
        ),
        editions=EDITION_1_6,
        why="Clients that guess at near misses form different keys for one content.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-5b",
        level=Level.MUST,
        text=(
            "A string that is none of the types of KEY-1 to KEY-4, KEY-3a, KEY-3b, KEY-4a and "
            "KEY-11 leads to `unknown-`."
        ),
        editions=EDITION_2_X,
        why="Clients that guess at near misses form different keys for one content.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-6a",
        level=Level.MUST,
        text=(
            "Behind the prefix stands the descriptor's digest, exactly as it was given; if the "
            "descriptor has the annotation `org.opencontainers.image.ref.name`, even an empty one, "
            "its value and `@` stand before the digest."
        ),
        editions=LATER_EDITIONS,
        why="Content that is fetched under two names has two ingests, each with its own name.",
    ),
    Requirement(
        id="KEY-7a",
        level=Level.MUST,
        text=(
            "Nothing has a part in the key but the media type, the digest, that annotation, and "
            "the prefix that the context names. If these are equal, so are the keys, whoever asks, "
            "and when."
        ),
        editions=LATER_EDITIONS,
        why="Two clients meet at one lock only if nothing by the way comes into the key.",
    ),
    Requirement(
        id="KEY-8a",
        level=Level.MUST,
        text=(
            "Descriptors without that annotation whose digests differ, or whose media types are of "
            "different kinds, have different keys, if the context names no prefix."
        ),
        editions=LATER_EDITIONS,
        why="Two ingests under one ref would write into each other.",
    ),
    Requirement(
        id="KEY-9a",
        level=Level.SHOULD,
        text=(
            "Forming the key of an unknown media type logs one message in which that type can be "
            "read, as a warning or, from 2.3 on, as a debug message; for a known type no warning "
            "is logged."
        ),
        editions=EDITION_2_X,
        why="The message is the only trace of a media type that the client does not know yet.",
    ),
    Requirement(
        id="KEY-11",
        level=Level.SHOULD,
        text="From 2.1 on the key of `application/vnd.in-toto+json` begins with `attestation-`.",
        editions=EDITION_2_X,
        why="Attestations are many now, and none of them is worth a message about its type.",
        allows=_BODY,
    ),
    Requirement(
        id="KEY-12",
        level=Level.MUST,
        text=(
            "If the context names a prefix for exactly this media type, the key begins with it and "
            "a hyphen, whatever kind the type is of. The prefix that was named last counts, and an "
            "empty one is as good as none."
        ),
        editions=LATER_EDITIONS,
        why="A client with media types of its own can give them a kind.",
        needs="key_prefix",
    ),
    Requirement(
        id="KEY-13",
        level=Level.MUST,
        text=(
            "A prefix shows in the context that was derived with it, and in what is derived from "
            "that one; a context that was there before does not change."
        ),
        editions=LATER_EDITIONS,
        why="Else one call changes the keys of others that share a parent, and they miss the lock.",
        needs="key_prefix",
    ),
)

LOCK: Final = (
    Requirement(
        id="LOCK-2a",
        level=Level.MUST,
        text=(
            "Each wait between attempts is shorter than its bound: 16, 32, 64, 128, 256, 512, 1024 "
            "and 2048 ms, and 2048 ms from then on. Each call of the handler starts over at 16 ms."
        ),
        editions=LATER_EDITIONS,
        why="Short locks cost little time, and long ones do not flood the store with questions.",
        allows="A wait of 0 ms, if chance wants it.",
    ),
    Requirement(
        id="LOCK-2b",
        level=Level.MUST,
        text=(
            "The length of a wait is drawn at random from all that its bound allows. It is judged "
            "over many waits: 26 of them are not all in the same half, and 5 with one bound are "
            "not all equal."
        ),
        editions=LATER_EDITIONS,
        why="Clients that were refused together must not all come back together.",
    ),
)

FETCH: Final = (
    Requirement(
        id="FETCH-5b",
        level=Level.MUST,
        text=(
            "Once it is clear that bytes are missing, and not sooner, the fetcher is asked exactly "
            "one time. It gets the descriptor with every field it came with. No bytes are missing "
            "in an ingest that is complete (COPY-22a), and in edition 2.x from a descriptor that "
            "embeds them (FETCH-16)."
        ),
        editions=LATER_EDITIONS,
        why="A second request doubles the traffic, and a lost URL may lose the source.",
    ),
    Requirement(
        id="FETCH-5c",
        level=Level.SHOULD,
        text="The writer's Status is asked before the fetcher.",
        editions=LATER_EDITIONS,
        why="Only the Status tells whether there is anything to fetch.",
    ),
    Requirement(
        id="FETCH-15",
        level=Level.MUST,
        text=(
            "A size of 0 is an error of the class *invalid argument*, as soon as the ingester has "
            "given a writer. The fetcher stays unasked, and nothing is committed."
        ),
        editions=LATER_EDITIONS,
        why="It comes from registries that do not tell the size, and an empty blob helps nobody.",
    ),
    Requirement(
        id="FETCH-16",
        level=Level.MUST,
        text=(
            "Data that the descriptor embeds is used, if it has the descriptor's size and digest: "
            "it is written and committed, and the fetcher stays unasked."
        ),
        editions=EDITION_2_X,
        why="What came along with the descriptor need not be asked for again.",
    ),
)

PUSH: Final = (
    Requirement(
        id="PUSH-1a",
        level=Level.MUST,
        text=(
            "The first collaborator to be called is the pusher: by `push`, one time and with the "
            "descriptor that the handler was given; or, if it is an ingester as well, by `writer`, "
            "with the descriptor's ref key, size and digest, and never by `push`."
        ),
        editions=LATER_EDITIONS,
        why="The remote can say that it has the content before anything local is opened.",
    ),
    Requirement(
        id="PUSH-3a",
        level=Level.MUST,
        text=(
            "An error of the pusher that does not say *exists* comes out itself and at once, a "
            "*locked* one of `push` too; the provider stays unasked."
        ),
        editions=LATER_EDITIONS,
        why="The remote's own message tells the user what to do.",
        allows=(
            "The error may be wrapped, if that very error can still be found inside. Of a pusher "
            "that is an ingester, PUSH-8 tells what *locked* means."
        ),
    ),
    Requirement(
        id="PUSH-5a",
        level=Level.MUST,
        text=(
            "What is pushed are the first `size` bytes of the provider's content, from the offset "
            "of the ingest on: they are written in order and committed, and no byte behind them is "
            "written. Except for the way to the offset, the rules of COPY hold."
        ),
        editions=LATER_EDITIONS,
        why="The provider's content can be read anywhere, so a push can begin anywhere.",
    ),
    Requirement(
        id="PUSH-8",
        level=Level.MUST,
        text=(
            "If the pusher is an ingester as well, a push waits for a locked ref as a fetch does: "
            "LOCK-1, LOCK-2a, LOCK-3, LOCK-5, LOCK-6 and LOCK-7 hold for it."
        ),
        editions=LATER_EDITIONS,
        why="Two pushes of one layer are as common as two pulls.",
        needs="pusher_ingests",
    ),
)
