"""What is decided before a run: scenarios, directed stories, strategies to draw more."""
