"""What the table tells about calls: the way that each takes through it, and what proves a rule."""
