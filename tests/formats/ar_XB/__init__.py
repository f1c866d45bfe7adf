"""How a language that nobody speaks writes days and numbers."""
