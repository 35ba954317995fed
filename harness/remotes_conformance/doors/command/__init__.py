"""Implementations in any language, behind an adapter: a command that speaks lines of JSON."""
