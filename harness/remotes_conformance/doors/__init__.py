"""Doors carry an implementation into a world. Only they know threads, loops and processes."""
