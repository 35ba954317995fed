"""What would have proven a requirement for clients of a registry: see `proving`."""

from __future__ import annotations

from typing import Final

_CREDENTIALS = "no request carried a password or a token"

OF_CLIENTS: Final = {
    "REMOTE-1": "nothing was asked for by its digest",
    "REMOTE-1a": "no manifest was asked for",
    "REMOTE-2": "no answer with the status of an error was met",
    "REMOTE-2a": "no error with a code of the registry was met",
    "REMOTE-3a": "no large layer was fetched",
    "REMOTE-4a": "no resume began at the end",
    "REMOTE-7a": "the client sent no single POST",
    "REMOTE-9a": "no upload was given up",
    "REMOTE-27": "the client asked for no mount",
    "REMOTE-28a": "the client sent no chunks (PATCH)",
    "REMOTE-31": "no manifest with a subject was pushed",
    "REMOTE-32": "no answer with a `Warning` was met",
    "REMOTE-3": "no body was cut",
    "REMOTE-4": "the client never asked for the rest of a body with `Range`",
    "REMOTE-5": "no body had a content coding",
    "REMOTE-6": "the client never asked whether a blob is there",
    "REMOTE-7": "no upload was begun",
    "REMOTE-8": "nothing was pushed with success",
    "REMOTE-8a": "no POST was answered by 201",
    "REMOTE-8b": "no POST was answered by 202 without a Location",
    "REMOTE-9": "no PUT was left without an answer",
    "REMOTE-10": "no request with a body was interrupted in the middle of an upload, or the "
    "client did not go on with that upload",
    "REMOTE-11": _CREDENTIALS,
    "REMOTE-12": "it waits without a limit, and was given none: a command needs `{limit}`; a "
    "client in Python `limits = True`, and `timeout=operation.limit` in each call of requests or "
    "of urlopen",
    "REMOTE-12a": "it was given a limit in every operation, or never met a server that is silent",
    "REMOTE-13": "nothing was pulled with success",
    "REMOTE-14": "no manifest was asked for",
    "REMOTE-15": "no document with `manifests` and `layers` was pulled",
    "REMOTE-15a": "no manifest was asked for",
    "REMOTE-16": "no redirect was met",
    "REMOTE-17": f"{_CREDENTIALS}, or none was made to another host",
    "REMOTE-18": "no challenge was met",
    "REMOTE-19": "no token was refused",
    "REMOTE-19a": "no token ceased to be valid",
    "REMOTE-20": "no answer with `Retry-After` was met",
    "REMOTE-22": "no endless body was met",
    "REMOTE-23": "no manifest of 4 MiB was pulled or pushed",
    "REMOTE-25": "no manifest was sent",
    "REMOTE-26": "no manifest was sent; where single parts are pushed, the harness chooses their "
    "order",
    "REMOTE-28": "the client sent no chunks (PATCH)",
}
"""By id."""
