"""A whole town to try the house with: two communities under one street, every seat and duty."""
