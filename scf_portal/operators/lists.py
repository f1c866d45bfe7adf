"""What operators see of the global models. They change one thing of each at most, and never add or delete."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_scopes import scope

from cities.actions import archive_city, bring_back_city
from cities.models import City, User
from framework.models import Edition

OFFERED = ("_changelist", "_change", "_history")


if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class Seen(ModelAdmin):
    """A model that operators look at."""

    def get_urls(self) -> list[Any]:
        return [pattern for pattern in super().get_urls() if pattern.name and pattern.name.endswith(OFFERED)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        changed = getattr(self, "changed", ())
        return tuple(name for name in self.fields or () if name not in changed)  # type: ignore[misc]


@admin.register(User)
class UserAdmin(Seen):
    """People: found by address, switched off and on."""

    list_display = ("email", "name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email",)
    ordering = ("email",)
    fields = ("email", "name", "is_active", "is_superuser", "created_at", "last_login")
    changed = ("is_active",)


@admin.register(City)
class CityAdmin(Seen):
    """Cities: that they are there, and whether they are archived."""

    list_display = ("name", "slug", "created_at", "archived_at")
    search_fields = ("name", "slug")
    fields = ("name", "slug", "created_at", "archived_at")
    actions = ("archive", "bring_back")

    @admin.action(description=gettext_lazy("Archive"))
    def archive(self, request: HttpRequest, cities: QuerySet[City]) -> None:
        for city in cities.filter(archived_at=None):
            with scope(city=city):
                archive_city(city=city, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # a superuser
        messages.success(request, _("Archived: nobody can enter. Nothing is deleted."))

    @admin.action(description=gettext_lazy("Bring back"))
    def bring_back(self, request: HttpRequest, cities: QuerySet[City]) -> None:
        for city in cities.exclude(archived_at=None):
            with scope(city=city):
                bring_back_city(city=city, by=request.user, now=timezone.now())  # type: ignore[arg-type]  # a superuser
        messages.success(request, _("Brought back: the people of the city can enter again."))


@admin.register(Edition)
class EditionAdmin(Seen):
    """Editions that every city may use, as they were loaded; what a city loaded for itself is not there."""

    list_display = ("key", "status", "language", "source")
    fields = ("key", "status", "language", "source", "digest")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        found: QuerySet[Edition] = super().get_queryset(request)
        return found.filter(shared=True)
