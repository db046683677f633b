"""Where things are: areas, buildings, households, and the rules each area sets."""
