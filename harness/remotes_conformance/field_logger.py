"""The logger of a context for real use."""

from __future__ import annotations

import logging
from collections.abc import Mapping


class FieldLogger:
    """Logs to *logger*, with the fields after each message."""

    def __init__(self, logger: logging.Logger, fields: Mapping[str, object] | None = None) -> None:
        self.fields: Mapping[str, object] = dict(fields or {})
        self._logger = logger

    def debug(self, message: str, *args: object) -> None:
        self._log(logging.DEBUG, message, args)

    def info(self, message: str, *args: object) -> None:
        self._log(logging.INFO, message, args)

    def warning(self, message: str, *args: object) -> None:
        self._log(logging.WARNING, message, args)

    def error(self, message: str, *args: object) -> None:
        self._log(logging.ERROR, message, args)

    def _log(self, level: int, message: str, args: tuple[object, ...]) -> None:
        if self._logger.isEnabledFor(level):
            text = message % args if args else message
            fields = "".join(f" {name}={value}" for name, value in self.fields.items())
            self._logger.log(level, "%s%s", text, fields)
