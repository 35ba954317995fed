"""Implementations in any language, behind an adapter: a command that exchanges lines of JSON."""
