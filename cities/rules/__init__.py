"""Rules that hold for every city. Pure."""
