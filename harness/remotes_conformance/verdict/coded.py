"""Messages as HTML."""

from __future__ import annotations

import re
from html import escape


def coded(text: str) -> str:
    """Escaped, with what stands between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
