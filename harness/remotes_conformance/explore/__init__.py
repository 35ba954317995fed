"""Looking for scenarios that break a rule: by Hypothesis, by enumeration; then telling the smallest."""
