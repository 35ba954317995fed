"""Wrong copies of the bytes, in fetches and pushes."""
