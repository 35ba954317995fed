"""Doors for clients of a registry: a loopback server, and what calls the client."""
