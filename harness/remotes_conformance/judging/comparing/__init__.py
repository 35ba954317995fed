"""Several implementations over the same scenarios: where they differ, and who is alone."""

from .comparison import Comparison, Difference, compare

__all__ = ["Comparison", "Difference", "compare"]
