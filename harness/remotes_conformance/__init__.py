"""A conformance harness for implementations of containerd's remotes handlers."""

__version__ = "0.1.0"
