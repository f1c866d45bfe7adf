"""Where assessments stand: the list, and who has started and finished. Never what anybody answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from assessments.models import Awaited, Carried, Evidence, Participant, Rating, RatingState, Round
from cities.models import City, Member, Sector


def rounds_of(city: City, *, archived: bool = False) -> QuerySet[Round]:
    """Return the latest round of each assessment, newest assessment first: of those not archived, or of the others."""
    latest = Round.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    return (
        Round.objects.filter(city=city, pk=Subquery(latest), assessment__archived_at__isnull=not archived)
        .select_related("assessment__continued_in")
        .order_by("-assessment__created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people to show; an empty field shows all."""

    search: str = ""
    role: str = ""
    organisation: int = 0
    sector: str = ""

    def __bool__(self) -> bool:
        return self != PeopleFilter()

    def fits(self, participant: Participant) -> bool:
        """Tell whether to show somebody who is asked; role and organisation are those of when they were invited."""
        names = f"{participant.member.user.name} {participant.organisation.name}".casefold()
        return (
            self.search.casefold() in names
            and self.role in ("", participant.role)
            and self.organisation in (0, participant.organisation_id)
            and self.sector in ("", participant.sector)
        )


EVERYBODY = PeopleFilter()


@dataclass(frozen=True, slots=True)
class Completion:
    """How far a set of participants is, in people: of one sector, of the organisation of one `name`, or of all."""

    sector: str
    asked: int
    finished: int
    started: int
    name: str = ""

    @property
    def label(self) -> str:
        return str(Sector(self.sector).label) if self.sector else self.name

    @property
    def not_started(self) -> int:
        return self.asked - self.finished - self.started


def completion_by_round(rounds: Sequence[Round]) -> dict[int, list[Completion]]:
    """Return completion by sector of each round, in one query.

    Sectors stand in the order of `Sector`; those without participants are left out, and so is who was withdrawn.
    """
    rows = counted(Participant.objects.filter(round__in=rounds), "round_id", "sector")
    order = list(Sector.values)
    found: dict[int, list[Completion]] = {round_.pk: [] for round_ in rounds}
    for row in sorted(rows, key=lambda row: order.index(row["sector"])):
        found[row["round_id"]].append(Completion(row["sector"], row["asked"], row["finished"], row["started"]))
    return found


def counted(participants: QuerySet[Participant], *by: str) -> QuerySet[Any, Any]:
    """Count how far participants are, by these fields; those withdrawn are left out."""
    present = participants.filter(withdrawn_at=None).annotate(has_answered=Exists(answered_ratings()))
    rows: QuerySet[Any, Any] = present.values(*by).annotate(
        asked=Count("pk"),
        finished=Count("pk", filter=Q(submitted_at__isnull=False)),
        started=Count("pk", filter=Q(submitted_at=None, has_answered=True)),
    )
    return rows


def completion_by_organisation(round_: Round) -> list[Completion]:
    """Return completion by organisation of one round, by name."""
    rows = counted(Participant.objects.filter(round=round_), "organisation_id", "organisation__name")
    return [
        Completion("", row["asked"], row["finished"], row["started"], row["organisation__name"])
        for row in rows.order_by("organisation__name", "organisation_id")
    ]


def completion_of(round_: Round) -> list[Completion]:
    """Return completion by sector of one round."""
    return completion_by_round([round_])[round_.pk]


def completion_total(parts: Sequence[Completion]) -> Completion:
    """Add up completion over all sectors."""
    return Completion(
        sector="",
        asked=sum(part.asked for part in parts),
        finished=sum(part.finished for part in parts),
        started=sum(part.started for part in parts),
    )


def saved_ratings() -> QuerySet[Rating]:
    """Return the ratings in which somebody has ever saved something: a comment, or evidence, is enough."""
    return Rating.objects.filter(Q(version__gt=0) | Exists(Evidence.objects.filter(rating=OuterRef("pk"))))


def answered_ratings() -> QuerySet[Rating]:
    """Return the ratings in which the participant of an outer query has ever saved something."""
    return saved_ratings().filter(participant=OuterRef("pk"))


def participants_of(round_: Round) -> QuerySet[Participant]:
    """Return the participants by name, each with `has_answered`; those withdrawn stand last."""
    return (
        Participant.objects.filter(round=round_)
        .select_related("member__user", "organisation", "stands_in_for__user")
        .annotate(has_answered=Exists(answered_ratings()))
        .order_by(F("withdrawn_at").asc(nulls_first=True), "member__user__name", "pk")
    )


def member_emails(city: City) -> set[str]:
    """Return the addresses of all members: to read a list against, never to show."""
    return set(Member.objects.filter(city=city, archived_at=None).values_list("user__email", flat=True))


def awaited_in(round_: Round) -> QuerySet[Awaited]:
    """Return who is to be asked as soon as they join the city, the newest invitation first."""
    pending = {"invitation__accepted_at": None, "invitation__withdrawn_at": None}
    return (
        Awaited.objects.filter(round=round_, **pending)
        .select_related("invitation__organisation")
        .order_by("-invitation__invited_at", "-pk")
    )


def members_to_invite(round_: Round, *, roles: Sequence[str], chosen: PeopleFilter = EVERYBODY) -> QuerySet[Member]:
    """Return the members with one of `roles` who are not asked in this round yet, by sector and name.

    Who has named a deputy is asked; who was withdrawn can be asked again.
    """
    asked = Participant.objects.filter(round=round_)
    named = Q(user__name__icontains=chosen.search) | Q(organisation__name__icontains=chosen.search)
    conditions = [named] if chosen.search else []
    conditions += [Q(organisation=chosen.organisation)] if chosen.organisation else []
    conditions += [Q(organisation__sector=chosen.sector)] if chosen.sector else []
    roles = [role for role in roles if chosen.role in ("", role)]
    return (
        Member.objects.filter(city=round_.city_id, archived_at=None, roles__role__in=roles)
        .filter(*conditions)
        .exclude(Exists(asked.filter(Q(member=OuterRef("pk")) | Q(stands_in_for=OuterRef("pk")))))
        .select_related("user", "organisation")
        .order_by("organisation__sector", "user__name", "pk")
        .distinct()
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open assessment as its participant sees it on the front page."""

    round: Round
    participant: Participant
    asked: int
    answered: int


def waiting_for(member: Member) -> list[Waiting]:
    """Return the open rounds this member is asked in, the one that closes first on top."""
    rows = (
        Participant.objects.filter(
            member=member, withdrawn_at=None, round__opened_at__isnull=False, round__closed_at=None
        )
        .select_related("round__assessment")
        .annotate(
            asked=Count("ratings"),
            answered=Count(
                "ratings",
                filter=~Q(ratings__state=RatingState.NOT_ANSWERED) & ~Q(ratings__carried=Carried.TO_CONFIRM),
            ),
        )
        .order_by(F("round__closes_on"), "pk")
    )
    return [Waiting(row.round, row, row.asked, row.answered) for row in rows]
