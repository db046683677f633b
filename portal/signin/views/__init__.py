"""Pages of signing in, by what one comes for."""
