"""`python -m remotes_conformance.spec`: the page, on standard output."""

from __future__ import annotations

import sys

from . import render

sys.stdout.write(render())
