"""Bad guests in the process of the caller."""
