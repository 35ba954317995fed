"""Clients of a registry, to be judged: right ones, and one wrong one for each MUST."""
