"""The way of a request through `requests`, to the connections of `urllib3`.

What a small request spends much of its time in is replaced: looking for the pool, splitting the
URL several times, and building an answer with cookies and a history. Nothing here sends anything:
whoever replaces `HTTPAdapter.send` sees each request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import ConnectionPool

from .addresses import split


class Adapter(HTTPAdapter):
    """A small request through it takes two thirds of the CPU time."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self._pools: dict[tuple[str, str], ConnectionPool] = {}

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: Any,
        proxies: Mapping[str, str] | None = None,
        cert: Any = None,
    ) -> ConnectionPool:
        """The pool for the host, found by its name only: the settings are always the same."""
        if proxies:
            return super().get_connection_with_tls_context(request, verify, proxies, cert)
        parts = split(str(request.url))
        pool = self._pools.get((parts.scheme, parts.netloc))
        if pool is None:
            pool = super().get_connection_with_tls_context(request, verify, proxies, cert)
            self._pools[parts.scheme, parts.netloc] = pool
        return pool

    def request_url(
        self, request: requests.PreparedRequest, proxies: Mapping[str, str] | None
    ) -> str:
        """The path and the query, unless a proxy wants more."""
        if proxies:
            return super().request_url(request, proxies)
        parts = split(str(request.url))
        path = parts.path or "/"
        return f"{path}?{parts.query}" if parts.query else path

    def build_response(
        self, req: requests.PreparedRequest, resp: urllib3.BaseHTTPResponse
    ) -> requests.Response:
        """Only what is looked at here: no cookies are kept, for example."""
        answer = _Response()
        answer.status_code = resp.status
        answer.raw = resp
        return answer


class _Response(requests.Response):
    def __init__(self) -> None:
        """Without the attributes that are not read here."""
