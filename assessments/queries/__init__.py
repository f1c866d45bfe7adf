"""Reads of assessments, a module a page."""
