"""A registry that follows a script, without any transport: a request in, an answer out."""
