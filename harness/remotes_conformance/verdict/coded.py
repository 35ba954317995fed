"""Messages as HTML."""

from __future__ import annotations

import re
from html import escape


def coded(text: str) -> str:
    """*text*, escaped, with the parts between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
