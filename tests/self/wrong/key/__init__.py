"""Wrong ref keys."""
