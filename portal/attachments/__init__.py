"""Photos people send: checked, cleaned, public only when cleared."""
