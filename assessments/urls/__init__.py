"""Addresses of assessments, and of the library as a city sees it."""
