"""Pages of cities, their people and their settings."""
