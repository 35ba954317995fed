"""The error of an implementation that cannot be judged."""

from __future__ import annotations


class Unusable(Exception):
    """The implementation cannot be judged, for example because it cannot be imported or started, or
    has none of the functions. The text has the reason, and what to do."""
