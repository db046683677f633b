"""The community fund."""
