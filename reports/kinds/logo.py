"""The logo that a printed page carries."""

from base64 import b64encode

from django.core.files.storage import default_storage

from cities.models import City


def logo_of(city: City) -> str:
    """Return the city's logo as a data address; empty without one, or where its file has gone."""
    if not city.logo:
        return ""
    try:
        with default_storage.open(city.logo) as file:
            return f"data:image/png;base64,{b64encode(file.read()).decode()}"
    except OSError:
        return ""
