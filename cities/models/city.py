"""A city, the organisations in it, its members and their roles."""

import zoneinfo
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.owned import CityOwned
from cities.models.user import User
from cities.rules import accent, places
from framework.models import Edition


def check_time_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("There is no time zone “%(name)s”."), params={"name": name})


def check_country(code: str) -> None:
    """Refuse what is not the ISO 3166 code of a country."""
    if code not in places.countries("en"):
        raise ValidationError(_("There is no country “%(code)s”."), params={"code": code})


def check_currency(code: str) -> None:
    """Refuse what is not the ISO 4217 code of a currency in use."""
    if code not in places.currencies("en"):
        raise ValidationError(_("There is no currency “%(code)s”."), params={"code": code})


def check_accent(colour: str) -> None:
    """Refuse what is not a colour, and a colour too light to be read."""
    if not accent.is_colour(colour):
        raise ValidationError(_("Write the colour as # and six digits or letters from a to f, like #0b5563."))
    if not accent.is_readable(colour):
        raise ValidationError(
            _(
                "This colour is too light to be read: its contrast is %(found).1f and it takes %(needed).1f."
                " Choose a darker one."
            ),
            params={"found": accent.accent_contrast(colour), "needed": accent.NEEDED},
        )


class City(models.Model):
    """One city and its settings. Everything else of a city carries its key.

    `edition` is the framework it works with; a city that chose none works with the current one.
    """

    class Paper(models.TextChoices):
        A4 = "A4", _("A4")
        LETTER = "letter", _("US letter")

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("address"), unique=True)
    country = models.CharField(_("country"), max_length=2, blank=True, validators=[check_country])
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    currency = models.CharField(_("currency"), max_length=3, default="EUR", validators=[check_currency])
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_time_zone])
    accent = models.CharField(_("accent colour"), max_length=7, blank=True, validators=[check_accent])
    logo = models.CharField(max_length=200, blank=True)
    requires_second_factor = models.BooleanField(_("second factor for those who run the programme"), default=False)
    shares_scores = models.BooleanField(_("comparison with other cities"), default=False)
    paper = models.CharField(_("paper size"), max_length=10, choices=Paper, default=Paper.A4)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
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
