"""Reads of cities, their people, their mail and their log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from cities.models import (
    AuditEntry,
    City,
    EditionGrant,
    Invitation,
    Member,
    MemberRole,
    Organisation,
    OutgoingMail,
    PersonalLink,
    Role,
    User,
)
from cities.rules.tokens import token_hash
from framework.models import Edition, Instrument
from framework.queries import current_edition
from framework.queries.languages import preferred, spoken
from framework.queries.sources import Reach
from framework.rules.document import EditionFiles
from framework.rules.faults import TOO_LONG, Fault, InvalidEdition
from framework.rules.keys import LONGEST, own_prefix, upload_key
from framework.rules.reading import read_files


def cities_of(user: User) -> QuerySet[City]:
    """Return the cities a person belongs to."""
    with scopes_disabled():
        member_cities = Member.objects.filter(user=user, archived_at=None).values("city_id")
    return City.objects.filter(id__in=member_cities, archived_at=None)


def archived_cities_of(user: User) -> QuerySet[City]:
    """Return the archived cities that a person may bring back: those they administer."""
    with scopes_disabled():
        administered = MemberRole.objects.filter(
            member__user=user, member__archived_at=None, role=Role.ADMINISTRATOR
        ).values("city_id")
    return City.objects.filter(id__in=administered).exclude(archived_at=None)


def language_for(*, person: User | None = None, city: City | None = None) -> str:
    """Return the language to speak to somebody: their own choice, else their city's.

    Empty where neither chose one that the portal speaks: then the browser says, or the portal's own language is left.
    """
    wishes = (person.language if person else "", city.language if city else "")
    return next((wish for wish in wishes if wish in dict(settings.LANGUAGES)), "")


def editions_for(city: City) -> QuerySet[Edition]:
    """Return the editions that a city may use, newest first: those shared with all, and those granted to it."""
    with scopes_disabled():
        granted = EditionGrant.objects.filter(city=city).values("edition_id")
    return Edition.objects.filter(Q(shared=True) | Q(id__in=granted)).order_by("-id")


def own_editions(city: City) -> QuerySet[Edition]:
    """Return the editions that a city loaded itself, newest first."""
    return editions_for(city).filter(shared=False, key__startswith=own_prefix(city.pk))


@dataclass(frozen=True, slots=True)
class ListedEdition:
    """An edition as lists show it; `is_own` where the city loaded it itself, `asks` where it can be scored."""

    key: str
    name: str
    version: str
    status: Edition.Status
    is_own: bool
    asks: bool
    is_chosen: bool

    @property
    def may_be_chosen(self) -> bool:
        """Whether it is the city's own, published, and not yet what the city works with."""
        return self.is_own and self.asks and self.status == Edition.Status.PUBLISHED and not self.is_chosen


def listed_editions(city: City) -> list[ListedEdition]:
    """Return the editions that a city may use, newest first, in the reader's language. One query."""
    rows = preferred(
        editions_for(city)
        .filter(spoken("texts"))
        .values(
            "id",
            "key",
            "status",
            "shared",
            name=F("texts__name"),
            version=F("texts__version"),
            text_language=F("texts__language"),
            asks=Exists(Instrument.objects.filter(edition=OuterRef("pk"))),
        ),
        language="text_language",
    )
    return [
        ListedEdition(
            row["key"],
            row["name"],
            row["version"],
            Edition.Status(row["status"]),
            not row["shared"] and row["key"].startswith(own_prefix(city.pk)),
            row["asks"],
            row["id"] == city.edition_id,
        )
        for row in rows
    ]


def own_edition(city: City, key: str) -> Edition | None:
    """Return the city's own edition with this key, as its files have it."""
    return own_editions(city).filter(key=own_prefix(city.pk) + key).first()


def upload_of(city: City) -> Edition | None:
    """Return the files that somebody of the city uploaded and nobody has taken over yet."""
    return Edition.objects.filter(key=upload_key(city.pk)).first()


def reach_of(city: City) -> Reach:
    """Return which editions the files of a city can name."""
    return Reach(editions_for(city), own_prefix(city.pk))


def read_own_edition(city: City, sources: Mapping[str, bytes]) -> EditionFiles:
    """Return an edition as a city's files have it. Raises InvalidEdition with all faults."""
    files = read_files(sources, reach_of(city).base)
    longest = LONGEST - len(own_prefix(city.pk))
    if len(files.edition.key) > longest:
        raise InvalidEdition([Fault("edition.yaml", 1, "key", TOO_LONG.filled(count=longest))])
    return files


def edition_of(city: City) -> Edition:
    """Return the edition that a city works with: the one it chose, else the current one. Raises NoFramework."""
    return city.edition or current_edition()


def organisations_of(city: City) -> QuerySet[Organisation]:
    """Return the organisations of a city with `people`: how many of its members belong to each."""
    return Organisation.objects.filter(city=city).annotate(people=Count("members", filter=Q(members__archived_at=None)))


def members_of(city: City, search: str = "", *, in_addresses: bool = False) -> QuerySet[Member]:
    """Return the members of a city by name, with their roles; `search` looks in names and organisations.

    In e-mail addresses only for those who may see them: by searching, one can spell out what one cannot see.
    """
    members = (
        Member.objects.filter(city=city, archived_at=None)
        .select_related("user", "organisation")
        .prefetch_related("roles")
        .order_by("user__name", "pk")
    )
    if search:
        found = Q(user__name__icontains=search) | Q(organisation__name__icontains=search)
        members = members.filter(found | Q(user__email__icontains=search) if in_addresses else found)
    return members


def invitations_of(city: City) -> QuerySet[Invitation]:
    """Return the invitations nobody has accepted yet, newest first."""
    return Invitation.objects.filter(city=city, accepted_at=None, withdrawn_at=None).select_related("organisation")


def mails_of(city: City) -> QuerySet[OutgoingMail]:
    """Return the mails of a city, newest first."""
    return OutgoingMail.objects.filter(city=city)


def find_link(token: str) -> PersonalLink | None:
    """Return the link with this secret, whatever became of it; whoever holds it may be nobody's member yet."""
    with scopes_disabled():
        return (
            PersonalLink.objects.select_related("invitation__city", "invitation__invited_by", "city", "created_by")
            .filter(token_hash=token_hash(token))
            .first()
        )


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What to show of the log; an empty field shows all. Days are those of the city."""

    actor: int | None = None
    object_type: str = ""
    since: date | None = None
    until: date | None = None


def audit_of(city: City, chosen: AuditFilter) -> QuerySet[AuditEntry]:
    """Return the log of a city, newest first, with who acted."""
    entries = AuditEntry.objects.filter(city=city).select_related("actor")
    if chosen.actor is not None:
        entries = entries.filter(actor_id=chosen.actor)
    if chosen.object_type:
        entries = entries.filter(object_type=chosen.object_type)
    if chosen.since:
        entries = entries.filter(at__gte=midnight(city, chosen.since))
    if chosen.until:
        entries = entries.filter(at__lt=midnight(city, chosen.until + timedelta(days=1)))
    return entries


def midnight(city: City, day: date) -> datetime:
    """Return when a day begins in the city."""
    return datetime.combine(day, time.min, tzinfo=city.zone)


def audit_actors(city: City) -> QuerySet[User]:
    """Return everybody who stands in the log of a city."""
    acted = AuditEntry.objects.filter(city=city).exclude(actor=None).values("actor_id")
    return User.objects.filter(pk__in=acted)


def audit_types(city: City) -> list[str]:
    """Return the kinds of things in the log of a city."""
    types = AuditEntry.objects.filter(city=city).order_by("object_type").values_list("object_type", flat=True)
    return list(types.distinct())
