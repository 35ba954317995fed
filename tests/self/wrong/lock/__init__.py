"""Wrong answers to a locked ref."""
