"""The findings of a run as a value; the reports in words, HTML and JSON are functions of it."""
