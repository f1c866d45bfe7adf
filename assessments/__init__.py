"""Assessments: rounds, participants, ratings, and the figures made from them."""
