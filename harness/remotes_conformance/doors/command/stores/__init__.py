"""Content stores behind the command door: here the harness calls, and the child answers."""
