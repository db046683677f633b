"""Chinese text to tokens, one index shape for all."""
