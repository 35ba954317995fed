"""The events that would have proven a requirement for clients of a registry: see `proving`."""

from __future__ import annotations

from typing import Final

_CREDENTIALS = "no request carried a password or a token"

OF_CLIENTS: Final = {
    "REMOTE-1": "the client requested nothing by its digest",
    "REMOTE-1a": "the client requested no manifest",
    "REMOTE-2": "the client got no response with the status of an error",
    "REMOTE-2a": "the client got no error with a code of the registry",
    "REMOTE-3a": "no large layer was fetched",
    "REMOTE-4a": "no resume began at the end",
    "REMOTE-7a": "the client sent no single POST",
    "REMOTE-9a": "no upload was given up",
    "REMOTE-27": "the client asked for no mount",
    "REMOTE-28a": "the client sent no chunks (PATCH)",
    "REMOTE-31": "no manifest with a subject was pushed",
    "REMOTE-32": "the client got no response with a `Warning`",
    "REMOTE-3": "no body was cut off",
    "REMOTE-4": "the client never requested the rest of a body with `Range`",
    "REMOTE-5": "no body had a content coding",
    "REMOTE-6": "the client never asked whether a blob is present",
    "REMOTE-7": "no upload was begun",
    "REMOTE-8": "no push succeeded",
    "REMOTE-8a": "no response to a POST was 201",
    "REMOTE-8b": "no response to a POST was 202 without a Location",
    "REMOTE-9": "no PUT was left without a response",
    "REMOTE-10": "no request with a body was interrupted in the middle of an upload, or the "
    "client did not go on with that upload",
    "REMOTE-11": _CREDENTIALS,
    "REMOTE-12": "no silent server was met by a client that was given a limit, or limits its waits "
    "by itself: a command needs `{limit}`; a client in Python `limits = True`, and "
    "`timeout=operation.limit` in each call of requests or of urlopen",
    "REMOTE-12a": "the client was given a limit in every operation, or never met a silent server",
    "REMOTE-13": "no pull succeeded",
    "REMOTE-14": "the client requested no manifest",
    "REMOTE-15": "no document with `manifests` and `layers`, or with another type than "
    "its Content-Type, was pulled",
    "REMOTE-15a": "the client requested no manifest",
    "REMOTE-16": "the client met no redirect",
    "REMOTE-17": f"{_CREDENTIALS}, or none was made to another host",
    "REMOTE-18": "the client met no challenge",
    "REMOTE-19": "no token was refused",
    "REMOTE-19a": "no token lost its validity",
    "REMOTE-20": "the client got no response with `Retry-After`",
    "REMOTE-22": "the client met no endless body",
    "REMOTE-23": "no manifest of 4 MiB was pulled or pushed",
    "REMOTE-25": "no manifest was sent",
    "REMOTE-26": "no manifest was sent; where single parts are pushed, the harness chooses their "
    "order",
    "REMOTE-28": "the client sent no chunks (PATCH)",
}
"""By id."""
