"""SPEC.md: the contract in words, made from the catalogue and from the table of the rules.

`python -m remotes_conformance.spec > SPEC.md` writes the page anew.
"""

from __future__ import annotations

from .page import render

__all__ = ["render"]
