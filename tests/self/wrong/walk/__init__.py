"""Wrong functions over trees."""
