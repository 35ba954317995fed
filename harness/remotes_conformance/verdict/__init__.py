"""What was found, as a value; the report in words, as HTML and as JSON are functions of it."""
