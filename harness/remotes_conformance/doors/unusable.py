"""The error of an implementation that cannot be judged."""

from __future__ import annotations


class Unusable(Exception):
    """The implementation cannot be judged. The text says why, and what to do."""
