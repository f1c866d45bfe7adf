"""What the tests of the whole portal share."""

from django.apps import apps
from django_scopes import scopes_disabled

from cities.models import CityOwned


def rows_of_every_city(city=None):
    """Every row that a city owns, or this city alone, by model."""
    with scopes_disabled():
        return {
            model: list(rows.order_by("pk").values())
            for model in apps.get_models()
            if issubclass(model, CityOwned)
            for rows in [model.objects.filter(city=city) if city else model.objects.all()]
        }
