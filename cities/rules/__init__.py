"""Rules about cities and about what is done to them. Pure: no Django, no clock."""
