"""The read-only API: shared editions as JSON, for everybody. It knows no city and nobody who is signed in."""
