"""Implementations that are Python objects in this process."""
