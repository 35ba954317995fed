"""Wrong pushes, but for the copy of the bytes."""
