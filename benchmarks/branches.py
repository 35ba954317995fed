"""Lines and branch points of Python folders: how much a reader has to follow.

A branch point is an `if`, a `for`, a `while`, an `assert`, a comprehension's
condition, and each `and` and `or`.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path


def branch_points(source: str) -> int:
    """How many there are in *source*."""
    found = 0
    for node in ast.walk(ast.parse(source)):
        found += isinstance(node, ast.If | ast.For | ast.While | ast.Assert)
        found += len(node.values) - 1 if isinstance(node, ast.BoolOp) else 0
        found += len(node.ifs) if isinstance(node, ast.comprehension) else 0
    return found


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        sources = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.py"))]
        lines = sum(len(source.splitlines()) for source in sources)
        points = sum(map(branch_points, sources))
        print(f"{folder}: {lines} lines, {points} branch points")
