"""Pages of complaints, by noun."""
