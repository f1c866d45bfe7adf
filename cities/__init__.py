"""Cities, organisations, people and their roles, and the wall between cities."""
