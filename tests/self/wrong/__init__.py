"""The shelf: deliberately wrong implementations, at least one for each rule of the contract."""

from importlib import import_module

from .shelf import SHELF, Wrong

_SECTIONS = (
    "key", "key_body",
    "lock", "lock_waits", "lock_cancel",
    "fetch", "fetch_asking", "fetch_context", "fetch_closing",
    "copy_bytes", "copy_resume", "copy_start_over", "copy_faults", "copy_commit",
    "copy_big",
    "push", "push_closing",
    "conduct", "conduct_after",
    "holes", "limits", "resumes", "unusual",
    "outliving", "sharing_waits", "odd_sizes", "too_late",
    "foreign_wraps", "interrupted", "cancelled", "cancelled_closing", "counting", "descriptors",
    "between_lines",
    "keys_1_6", "waits_1_6", "fetches_1_6", "copies_1_6", "resets", "pushes_1_6",
    "trees_in_order", "trees_side_by_side", "tree_documents",
)  # fmt: skip

# Importing a section puts its implementations on the shelf.
for _section in _SECTIONS:
    import_module(f"{__name__}.{_section}")

__all__ = ["SHELF", "Wrong"]
