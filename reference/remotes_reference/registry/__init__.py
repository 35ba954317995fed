"""A client of OCI registries: fetchers and pushers for the handlers, and moving whole images.

Needs the extra `registry`. `Repository` is one repository of a registry; `pull`, `push` and `copy`
move an image with everything that it consists of.
"""

from __future__ import annotations

from ..call_context import CallContext
from .credentials import Credentials
from .pulling import pull
from .pushing import copy, push
from .references import Reference
from .repository import Repository
from .upload_starts import UploadSizes

__all__ = [
    "CallContext",
    "Credentials",
    "Reference",
    "Repository",
    "UploadSizes",
    "copy",
    "pull",
    "push",
]
