"""Under which keys a city's own editions are stored.

A key in a file has no underscore. Before that of a city's own edition stands the city's number with one, so that no
two cities, and no edition for everybody, can have the same key, or learn of each other by trying.
"""

LONGEST = 50


def own_prefix(city_id: int) -> str:
    """Return what stands before the keys of a city's own editions."""
    return f"c{city_id}_"


def upload_key(city_id: int) -> str:
    """Return the key under which the city's uploaded files wait to be looked at; no edition can have it."""
    return f"{own_prefix(city_id)}_upload"


def owner_of(key: str) -> str:
    """Return the prefix of the city whose own an edition is; nothing for one that an operator loaded."""
    return key.removesuffix(written_key(key))


def written_key(key: str) -> str:
    """Return a key as the edition's files have it."""
    return key.rpartition("_")[2]
