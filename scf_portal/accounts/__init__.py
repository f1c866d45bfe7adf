"""Signing in and everything that belongs to one's own account. django-allauth does the work; the words are ours."""
