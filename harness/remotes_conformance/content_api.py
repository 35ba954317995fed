"""The gRPC API of containerd's content service: its messages and methods.

Field numbers and names are those of `containerd.services.content.v1`; labels and Update are left
out. The classes of messages are made by protobuf when this module is imported, so they fit whatever
version of it is installed. Needs the extra `grpc`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from google.protobuf import (
    descriptor_pb2,
    descriptor_pool,
    empty_pb2,
    message_factory,
    timestamp_pb2,
)

from .errors import (
    AlreadyExists,
    ContentError,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
    Unavailable,
    Unsupported,
)

PACKAGE: Final = "containerd.services.content.v1"
SERVICE: Final = f"{PACKAGE}.Content"
NAMESPACE: Final = "containerd-namespace"
"""The key of the metadata in which each call names its namespace."""

CODES: Final[dict[type[ContentError], str]] = {
    AlreadyExists: "ALREADY_EXISTS",
    FailedPrecondition: "FAILED_PRECONDITION",
    InvalidArgument: "INVALID_ARGUMENT",
    Locked: "UNAVAILABLE",
    NotFound: "NOT_FOUND",
    Unavailable: "UNAVAILABLE",
    Unsupported: "UNIMPLEMENTED",
}
"""By the class of an error of the contract: the name of the status code. All others are UNKNOWN."""

STAT, WRITE, COMMIT = 0, 1, 2
"""The action that a message of Write asks for: report the status, write, write and commit."""

_FIELDS: Final = {
    "Info": {
        1: ("digest", "string"),
        2: ("size", "int64"),
        3: ("created_at", "Timestamp"),
        4: ("updated_at", "Timestamp"),
    },
    "InfoRequest": {1: ("digest", "string")},
    "InfoResponse": {1: ("info", "Info")},
    "ListContentRequest": {1: ("filters", "string*")},
    "ListContentResponse": {1: ("info", "Info*")},
    "DeleteContentRequest": {1: ("digest", "string")},
    "ReadContentRequest": {1: ("digest", "string"), 2: ("offset", "int64"), 3: ("size", "int64")},
    "ReadContentResponse": {1: ("offset", "int64"), 2: ("data", "bytes")},
    "Status": {
        1: ("started_at", "Timestamp"),
        2: ("updated_at", "Timestamp"),
        3: ("ref", "string"),
        4: ("offset", "int64"),
        5: ("total", "int64"),
        6: ("expected", "string"),
    },
    "StatusRequest": {1: ("ref", "string")},
    "StatusResponse": {1: ("status", "Status")},
    "ListStatusesRequest": {1: ("filters", "string*")},
    "ListStatusesResponse": {1: ("statuses", "Status*")},
    # `action` is an enumeration, which is the same on the wire.
    "WriteContentRequest": {
        1: ("action", "int32"),
        2: ("ref", "string"),
        3: ("total", "int64"),
        4: ("expected", "string"),
        5: ("offset", "int64"),
        6: ("data", "bytes"),
    },
    "WriteContentResponse": {
        1: ("action", "int32"),
        2: ("started_at", "Timestamp"),
        3: ("updated_at", "Timestamp"),
        4: ("offset", "int64"),
        5: ("total", "int64"),
        6: ("digest", "string"),
    },
    "AbortRequest": {1: ("ref", "string")},
}
"""By message and number: the name and type of each field; `*`: repeated."""

_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS: Final = {
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
    "int32": _Field.TYPE_INT32,
    "int64": _Field.TYPE_INT64,
}


def _messages() -> dict[str, Any]:
    """The classes of all messages, by name."""
    file = descriptor_pb2.FileDescriptorProto(
        name="remotes_conformance/content_api.proto", package=PACKAGE, syntax="proto3"
    )
    file.dependency.append(timestamp_pb2.DESCRIPTOR.name)
    for name, fields in _FIELDS.items():
        message = file.message_type.add(name=name)
        for number, (field_name, kind) in fields.items():
            field = message.field.add(name=field_name, number=number)
            is_repeated, kind = kind.endswith("*"), kind.rstrip("*")
            field.label = _Field.LABEL_REPEATED if is_repeated else _Field.LABEL_OPTIONAL
            field.type = _SCALARS.get(kind, _Field.TYPE_MESSAGE)
            if kind == "Timestamp":
                field.type_name = ".google.protobuf.Timestamp"
            elif kind not in _SCALARS:
                field.type_name = f".{PACKAGE}.{kind}"
    # A pool of its own: others in this process may know these messages as well.
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(timestamp_pb2.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))
        for name in _FIELDS
    }


MESSAGES: Final = {**_messages(), "Empty": empty_pb2.Empty}
"""The classes of messages, by name. Each call of one makes a message from named fields."""


class Method(NamedTuple):
    """A method of the service: its messages, and which side sends more than one."""

    request: str
    response: str
    asks_often: bool = False
    answers_often: bool = False

    @property
    def arity(self) -> str:
        """The name that gRPC has for this kind of method."""
        ask = "stream" if self.asks_often else "unary"
        return f"{ask}_{'stream' if self.answers_often else 'unary'}"


METHODS: Final = {
    "Info": Method("InfoRequest", "InfoResponse"),
    "List": Method("ListContentRequest", "ListContentResponse", answers_often=True),
    "Delete": Method("DeleteContentRequest", "Empty"),
    "Read": Method("ReadContentRequest", "ReadContentResponse", answers_often=True),
    "Status": Method("StatusRequest", "StatusResponse"),
    "ListStatuses": Method("ListStatusesRequest", "ListStatusesResponse"),
    "Write": Method(
        "WriteContentRequest", "WriteContentResponse", asks_often=True, answers_often=True
    ),
    "Abort": Method("AbortRequest", "Empty"),
}
"""By name. Update is left out: only labels can be changed."""


def seconds_of(timestamp: Any) -> float:
    """A timestamp in seconds since the epoch."""
    return float(timestamp.seconds + timestamp.nanos / 1_000_000_000)


def timestamp_of(seconds: float) -> Any:
    """The timestamp of so many seconds since the epoch."""
    return {"seconds": int(seconds), "nanos": int(seconds % 1 * 1_000_000_000)}
