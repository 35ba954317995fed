"""The error of an implementation that cannot be judged."""

from __future__ import annotations


class Unusable(Exception):
    """The implementation cannot be judged: it cannot be imported or started, has none of the
    functions, or a function takes other arguments. The text has the reason, and what to do."""
