"""The input of a run: scenarios, directed stories, strategies to draw more."""
