"""Formats of the languages of `tests.pseudo`."""
