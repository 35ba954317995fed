"""Judging clients of a registry: the bench, the plan, and one function."""
