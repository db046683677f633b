"""Pages about everything: front page, my desk, figures."""
