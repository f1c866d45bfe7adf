"""A city, the organisations in it, its members and their roles."""

import zoneinfo
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.owned import CityOwned
from cities.models.user import User


def check_time_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


class City(models.Model):
    """One city and its settings. Everything else of a city carries its key."""

    class Paper(models.TextChoices):
        A4 = "A4", _("A4")
        LETTER = "letter", _("US letter")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), unique=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_time_zone])
    paper = models.CharField(_("paper size"), max_length=10, choices=Paper, default=Paper.A4)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "cities"
        ordering = ["name", "id"]
        constraints = [models.CheckConstraint(condition=models.Q(paper__in=["A4", "letter"]), name="city_paper_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def date_at(self, now: datetime) -> date:
        """Return the calendar date that `now` is in the city."""
        return now.astimezone(self.zone).date()


class Sector(models.TextChoices):
    PUBLIC = "public", _("Public sector")
    PRIVATE = "private", _("Private sector")
    THIRD = "third", _("Third sector")
    ACADEMIC = "academic", _("Academic sector")
    COMMUNITY = "community", _("Community")


class Organisation(CityOwned):
    """A body that takes part in the city's programme."""

    name = models.CharField(_("name"), max_length=150)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="organisation_name_once"),
            models.CheckConstraint(condition=models.Q(sector__in=Sector.values), name="organisation_sector_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    FACILITATOR = "facilitator", _("Facilitator")
    LEADER = "leader", _("Leader")
    REVIEWER = "reviewer", _("Reviewer")
    OBSERVER = "observer", _("Observer")


class Member(CityOwned):
    """A person in a city. What they may do there comes from their roles."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [models.UniqueConstraint(fields=["city", "user"], name="member_once")]

    def __str__(self) -> str:
        return str(self.user)


class MemberRole(CityOwned):
    """One role of a member; several may be held."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "role"], name="member_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return self.role


class AuditEntry(CityOwned):
    """Who did what to what, when. Holds names of fields, never their values, and nobody's name."""

    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    fields = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
