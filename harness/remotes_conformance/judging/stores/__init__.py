"""Judging content stores: the bench, the plan, and one function."""
