"""A bare Django, as `startproject` makes it: the same reads and writes on the same database, nothing around them."""
