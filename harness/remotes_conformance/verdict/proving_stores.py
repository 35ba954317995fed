"""The events that would have proven a requirement for content stores: see `proving`."""

from __future__ import annotations

from typing import Final

_CUTS: Final = (
    "what the store does to its folder could not be recorded, or a killed process loses content "
    "as well"
)

OF_STORES: Final = {
    "STORE-1": "no ref was opened while it had a writer",
    "STORE-2": "no writer was opened",
    "STORE-3": "no ref was opened with the digest of content that is present",
    "STORE-4": "no ingest was resumed",
    "STORE-5": "no ingest was truncated",
    "STORE-6": "no ingest reached its Commit",
    "STORE-7": "no ref was used again after a failed Commit",
    "STORE-8": "no content was committed that was already present",
    "STORE-9": "nothing was committed",
    "STORE-10": "every writer could be opened",
    "STORE-11": "no writer was used after its Close",
    "STORE-12": "Status was never called",
    "STORE-13": "no ingest was aborted",
    "STORE-14": "no unknown content was requested",
    "STORE-15": "no malformed digest was used",
    "STORE-16": "no strange ref was used",
    "STORE-17": _CUTS,
    "STORE-17a": _CUTS,
    "STORE-17b": "no ingest was resumed after a power cut",
    "STORE-18": "the disk never failed in a call of the store: no operation on its folder can be "
    "made to fail",
    "STORE-19": "no content was read while another caller read, wrote or deleted it",
    "STORE-20": "the content was never listed",
    "STORE-21": "no content was read twice",
}
"""By id."""
