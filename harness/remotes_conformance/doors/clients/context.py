"""The context that a Python client is given: never cancelled, in real time, with a logger."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Self

from ...field_logger import FieldLogger

_LOGGER = logging.getLogger("remotes_conformance.client")


class _Carried:
    """The common part of both contexts."""

    cancelled = False

    def __init__(
        self, values: Mapping[str, object] | None = None, fields: Mapping[str, object] | None = None
    ) -> None:
        self._values = dict(values or {})
        self.logger = FieldLogger(_LOGGER, fields)

    def value(self, key: str) -> object:
        return self._values.get(key)

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        return type(self)({**self._values, **values}, {**self.logger.fields, **fields})


class ClientContext(_Carried):
    """For a client that blocks."""

    def wait(self, seconds: float) -> bool:
        time.sleep(max(seconds, 0.0))
        return False


class AsyncClientContext(_Carried):
    """For one that is awaited."""

    async def wait(self, seconds: float) -> bool:
        await asyncio.sleep(max(seconds, 0.0))
        return False
