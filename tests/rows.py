"""Rows of any model, made from its fields alone, so that a model added later is tested before anybody thinks of it."""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.apps import apps

from cities.models import City, CityOwned


def has_city(model) -> bool:
    """Tell whether rows of `model` belong to a city: declared so, or by a column of their own, as a mail does."""
    return any(field.name == "city" and field.related_model is City for field in model._meta.concrete_fields)


OWNED = [model for model in apps.get_models() if issubclass(model, CityOwned)]
REFERENCES = [
    pytest.param(model, field.name, id=f"{model._meta.label}.{field.name}")
    for model in OWNED
    for field in model._meta.concrete_fields
    if field.is_relation and has_city(field.related_model)
]
NUMBERS = count(1)
CHECKED = {"reports.ReportJob": ("snapshot",), "assessments.Evidence": ("rating", "url")}
"""What may be empty in a table, but not in a row that is made from its fields alone: a check of the table says so."""
VALUES = {
    "CharField": lambda: f"x{next(NUMBERS)}",
    "URLField": lambda: f"https://x{next(NUMBERS)}.example",
    "EmailField": lambda: f"x{next(NUMBERS)}",
    "SlugField": lambda: f"x{next(NUMBERS)}",
    "TextField": lambda: f"x{next(NUMBERS)}",
    "SmallIntegerField": lambda: next(NUMBERS) % 30_000,
    "PositiveSmallIntegerField": lambda: next(NUMBERS) % 30_000,
    "PositiveIntegerField": lambda: next(NUMBERS),
    "BigIntegerField": lambda: next(NUMBERS),
    "DateField": lambda: date(2027, 1, 31),
    "DateTimeField": lambda: datetime(2027, 1, 31, tzinfo=UTC),
    "JSONField": dict,
}


def made(model, city, **given):
    """Make a row of `model` that could be stored in `city`, with whatever it refers to stored already."""
    fields = [field for field in model._meta.concrete_fields if field.name not in given and not field.primary_key]
    asked = ("city", *CHECKED.get(model._meta.label, ()))
    needed = [field for field in fields if field.name in asked or not (field.null or field.has_default())]
    return model(**{field.name: value_of(field, city) for field in needed}, **given)


def value_of(field, city):
    if field.is_relation:
        return city if field.related_model is City else stored(field.related_model, city)
    return field.choices[0][0] if field.choices else VALUES[field.get_internal_type()]()


def stored(model, city):
    row = made(model, city)
    row.save()
    return row
