"""The conformance suite: one file a section of SPEC.md. Every rule is checked in every scenario."""
