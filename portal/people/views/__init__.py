"""Pages of the people room: appointing, homes, rules."""
