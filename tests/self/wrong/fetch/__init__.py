"""Wrong fetches, but for the copy of the bytes."""
