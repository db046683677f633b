"""Tables in and out: safe cells, who took what."""
