"""Status codes of gRPC as error classes of the contract: `content_api.CODES`, read backwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import grpc

from ...content_api import CODES
from ...errors import ContentError, InvalidArgument, Locked

CLASSES: Final[Mapping[str, type[ContentError]]] = {
    **{code: kind for kind, code in CODES.items() if kind is not Locked},
    "OUT_OF_RANGE": InvalidArgument,
}
"""By the name of the code. All others are errors of no class."""
LOCKS: Final = frozenset({"writer", "abort"})
"""Calls in which UNAVAILABLE is *locked*, as long as the service answers other calls."""


def code_of(error: grpc.RpcError) -> str:
    """The name of its status code."""
    return str(error.code().name)


@contextmanager
def translated(call: str = "") -> Iterator[None]:
    """Within *call*, errors of gRPC are raised as those of the table."""
    try:
        yield
    except grpc.RpcError as error:
        code = code_of(error)
        kind = CLASSES.get(code, ContentError)
        if code == "UNAVAILABLE" and call in LOCKS:
            kind = Locked
        raise kind(f"{code}: {error.details()}") from None
    except (UnicodeError, ValueError) as error:
        # protobuf carries text of Unicode, and integers of 64 bits.
        raise InvalidArgument(f"it cannot be sent: {error}") from None
