"""A journal in words, and as the events of a diagram."""
