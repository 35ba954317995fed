"""The other end of the command door, in Python: an implementation in this process is served."""
