"""The doors to content stores: scripts of the harness call a store that a factory has made."""
