"""The version of the harness, as reports name it."""

VERSION = "0.2.0"
