"""Looking for scenarios that break a rule, by Hypothesis and by enumeration."""
