"""The face: components with declared parameters, preferences, the one stylesheet."""
