"""A connection to a content service: calls of its methods, in real time.

gRPC has threads and locks of its own. So each call is made outside of virtual time, even in a
strand. Between its request and its answer another strand may have its turn: then calls overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import grpc

from ...content_api import MESSAGES, METHODS, NAMESPACE, SERVICE
from ..python.outside import in_real_time, let_others_go
from .codes import translated

_MAX_MESSAGE: Final = 16 * 1024 * 1024
_OPTIONS: Final = (
    ("grpc.enable_http_proxy", 0),
    ("grpc.use_local_subchannel_pool", 1),
    # The path of a socket is no name of a host, and servers in Go refuse it.
    ("grpc.default_authority", "localhost"),
    ("grpc.max_receive_message_length", _MAX_MESSAGE),
)


class Service:
    """The content service at *address*, `unix:PATH`. `overlaps`: calls may overlap."""

    def __init__(self, address: str) -> None:
        self.overlaps = True
        with in_real_time():
            self._channel: Any = grpc.insecure_channel(address, options=_OPTIONS)
            self._methods: dict[str, Callable[..., Any]] = {
                name: getattr(self._channel, method.arity)(
                    f"/{SERVICE}/{name}",
                    request_serializer=MESSAGES[method.request].SerializeToString,
                    response_deserializer=MESSAGES[method.response].FromString,
                )
                for name, method in METHODS.items()
            }

    def start(self, name: str, request: Any, namespace: str, longest: float | None = None) -> Any:
        """Call a method: a future of its answer, or an iterator over its answers, with `cancel`.

        *longest*: seconds after which the call is given up.
        """
        call: Any = self._methods[name]
        # A blocking call could not be stopped if it hangs: it waits in C.
        start = call if METHODS[name].answers_often else call.future
        return start(request, metadata=((NAMESPACE, namespace),), timeout=longest)

    def close(self) -> None:
        """Close the connection."""
        with in_real_time():
            self._channel.close()


class Client:
    """The service, as it is called in one namespace. Raises the errors of the table in `codes`.

    *longest*: seconds that a call may take; None: the caller decides when it hangs.
    """

    def __init__(self, service: Service, namespace: str, longest: float | None = None) -> None:
        self._service = service
        self._longest = longest
        self.namespace = namespace

    def call(self, name: str, message: str = "", /, **fields: Any) -> Any:
        """The answer of a method. *message*: what is called, where that decides the error's class.

        A method that answers often is read to its end: the answer is a list.
        """
        with in_real_time(), translated(message):
            request = MESSAGES[METHODS[name].request](**fields)
            call = self._service.start(name, request, self.namespace, self._longest)
        try:
            self.let_others_go()
            with in_real_time(), translated(message):
                return list(call) if METHODS[name].answers_often else call.result()
        finally:
            call.cancel()  # if it is not over

    def let_others_go(self) -> None:
        """A call was sent: others may have their turns before its answer is waited for."""
        if self._service.overlaps:
            let_others_go()

    def open(self, name: str, request: Any) -> Any:
        """An iterator over the answers; it has to be used in real time."""
        return self._service.start(name, request, self.namespace, self._longest)

    def infos(self) -> Iterator[Any]:
        """Every info that List gives."""
        for answer in self.call("List"):
            yield from answer.info
