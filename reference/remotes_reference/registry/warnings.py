"""Messages of a registry to its users: the `Warning` headers of its answers."""

from __future__ import annotations

import logging
import re
import threading
from typing import Final

from .answers import Answer, printable
from .credentials import Secrets

WARNINGS: Final = logging.getLogger("remotes_reference.warnings")

_WARNING: Final = re.compile(r'299 - "((?:[^"\\]|\\.)*)"')


class Warnings:
    """Logs each warning once."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._guard = threading.Lock()
        self._reported: set[str] = set()

    def report(self, answer: Answer) -> None:
        """Log the warnings of *answer* that are new."""
        for match in _WARNING.finditer(answer.headers.get("Warning", "")):
            text = self._secrets.hide(printable(re.sub(r"\\(.)", r"\1", match[1])))
            with self._guard:
                is_new = text not in self._reported and len(self._reported) < 100
                self._reported.add(text)
            if is_new:
                WARNINGS.warning("the registry warns: %s", text)
