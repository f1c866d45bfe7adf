"""The base of every table that a city owns, and the one guard that keeps cities apart in the data.

The database has no composite foreign keys under Django, so the guard checks, on every way in, that all related rows
belong to the row's own city. Scopes are a seat belt on top of it.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django_scopes import ScopedManager
from django_scopes.manager import DisabledQuerySet

M = TypeVar("M", bound="CityOwned")


STAYS = "a row stays in its city: rows that refer to it would be left behind"
OVERWRITES = "what a bulk_create would overwrite may be of another city: update rows that are there one by one"


class ForeignCity(Exception):
    """A row refers to a row of another city, or was to move there.

    Always a fault in the code, never something a person typed.
    """


class CityQuerySet(models.QuerySet[M]):
    """A queryset whose bulk writes pass the guard."""

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        *args: Any,
        **kwargs: Any,
    ) -> list[M]:
        if update_conflicts:
            raise ForeignCity(OVERWRITES)
        rows = list(objs)
        guard(self.model, rows)
        return super().bulk_create(rows, batch_size, ignore_conflicts, update_conflicts, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], *args: Any, **kwargs: Any) -> int:
        rows, changed = list(objs), list(fields)
        if {"city", "city_id"} & set(changed):
            raise ForeignCity(STAYS)
        guard(self.model, rows)
        return super().bulk_update(rows, changed, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        moved = {
            "city",
            "city_id",
            *(name for field in owned_relations(self.model) for name in (field.name, field.attname)),
        }
        if moved & kwargs.keys():
            message = f"{sorted(moved & kwargs.keys())} cannot be changed in bulk: save each row, so that it is checked"
            raise ForeignCity(message)
        return super().update(**kwargs)


class ClosedQuerySet(DisabledQuerySet):  # type: ignore[misc]  # django-scopes ships no types
    """What comes outside any scope. Refuses also what django-scopes lets pass there: it would pass the guard too."""

    bulk_create = contains = exists = explain = in_bulk = DisabledQuerySet.error


if TYPE_CHECKING:

    class CityManager(models.Manager[M]): ...

else:

    class CityManager(type(ScopedManager(_manager_class=models.Manager.from_queryset(CityQuerySet), city="city"))):
        """Refuses to read outside a city's scope, and writes through the guard."""

        def get_queryset(self) -> "CityQuerySet[Any] | ClosedQuerySet":
            rows = super().get_queryset()
            if isinstance(rows, DisabledQuerySet):
                return ClosedQuerySet(self.model, using=self._db, missing_scopes=rows.missing_scopes)
            return rows


class CityOwned(models.Model):
    """A row that belongs to one city and is only reached inside that city's scope."""

    city = models.ForeignKey("cities.City", models.PROTECT, related_name="+")

    objects: ClassVar[CityManager[Self]] = CityManager()
    # What Django itself uses, whatever the scope: `member.roles.add(role)` passes the guard too.
    guarded_base = models.Manager.from_queryset(CityQuerySet)()

    class Meta:
        abstract = True
        base_manager_name = "guarded_base"

    def save(self, **kwargs: Any) -> None:
        guard(type(self), [self])
        super().save(**kwargs)

    def _do_update(self, base_qs: models.QuerySet[Self], using: Any, pk_val: Any, *args: Any, **kwargs: Any) -> Any:
        """Write only to a row of the city this one names, whichever fields are saved, and whoever set the key.

        The last step of Django's own `save`. Asked there, it costs no query unless nothing was written.
        """
        updated = super()._do_update(base_qs.filter(city_id=self.city_id), using, pk_val, *args, **kwargs)
        if not updated and base_qs.filter(pk=pk_val).exists():
            raise ForeignCity(STAYS)
        return updated


@cache
def owned_relations(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    """Return the foreign keys of `model` that lead to other tables with a city of their own."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and any(f.name == "city" for f in field.related_model._meta.fields)
    ]


def guard(model: type[M], rows: Sequence[M]) -> None:
    """Raise ForeignCity unless every related row is of the row's own city.

    Related rows at hand cost nothing; of those only known by id, one query a foreign key finds the cities.
    """
    for field in owned_relations(model):
        references = [(row, *reference(row, field)) for row in rows]
        unknown = {key for _row, key, related in references if related is None and key is not None}
        cities = dict(
            models.QuerySet(field.related_model).filter(pk__in=unknown).values_list("pk", "city_id") if unknown else []
        )
        for row, key, related in references:
            city_id = cities.get(key) if related is None else related.city_id
            if city_id is not None and city_id != row.city_id:
                message = f"{model.__name__}.{field.name} {key} is not of city {row.city_id}"
                raise ForeignCity(message)


def reference(row: models.Model, field: "models.ForeignKey[Any, Any]") -> tuple[Any, Any]:
    """Return the key that will be stored in `field`, and the related row if that very one is at hand.

    A row that got its key after it was assigned is stored under that key: so Django does on save.
    """
    key, related = getattr(row, field.attname), field.get_cached_value(row, default=None)
    if related is not None and key in (None, related.pk):
        return related.pk, related
    return key, None
