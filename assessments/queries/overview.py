"""Where assessments stand: the list, and who has started and finished. Never what anybody answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from assessments.models import Participant, Rating, RatingState, Round
from cities.models import City, Member, Sector


def rounds_of(city: City) -> QuerySet[Round]:
    """Return the latest round of each assessment, newest assessment first."""
    latest = Round.objects.filter(assessment=OuterRef("assessment")).order_by("-number").values("pk")[:1]
    return (
        Round.objects.filter(city=city, pk=Subquery(latest))
        .select_related("assessment")
        .order_by("-assessment__created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Completion:
    """How far a set of participants is, in people."""

    sector: str
    asked: int
    finished: int
    started: int

    @property
    def label(self) -> str:
        return str(Sector(self.sector).label) if self.sector else ""

    @property
    def not_started(self) -> int:
        return self.asked - self.finished - self.started


def completion_by_round(rounds: Sequence[Round]) -> dict[int, list[Completion]]:
    """Return completion by sector of each round, in one query.

    Sectors stand in the order of `Sector`; those without participants are left out.
    """
    rows = (
        Participant.objects.filter(round__in=rounds)
        .annotate(has_answered=Exists(answered_ratings()))
        .values("round_id", "sector")
        .annotate(
            asked=Count("pk"),
            finished=Count("pk", filter=Q(submitted_at__isnull=False)),
            started=Count("pk", filter=Q(submitted_at=None, has_answered=True)),
        )
    )
    order = list(Sector.values)
    found: dict[int, list[Completion]] = {round_.pk: [] for round_ in rounds}
    for row in sorted(rows, key=lambda row: order.index(row["sector"])):
        found[row["round_id"]].append(Completion(row["sector"], row["asked"], row["finished"], row["started"]))
    return found


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


def answered_ratings() -> QuerySet[Rating]:
    """Return the ratings in which the participant of an outer query has ever saved something, a comment included."""
    return Rating.objects.filter(participant=OuterRef("pk"), version__gt=0)


def participants_of(round_: Round) -> QuerySet[Participant]:
    """Return the participants by name, each with `has_answered`."""
    return (
        Participant.objects.filter(round=round_)
        .select_related("member__user", "organisation")
        .annotate(has_answered=Exists(answered_ratings()))
        .order_by("member__user__name", "pk")
    )


def members_to_invite(round_: Round, *, roles: Sequence[str]) -> QuerySet[Member]:
    """Return the members with one of `roles` who are not asked in this round yet, by sector and name."""
    return (
        Member.objects.filter(city=round_.city_id, archived_at=None, roles__role__in=roles)
        .exclude(participations__round=round_)
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
        Participant.objects.filter(member=member, round__opened_at__isnull=False, round__closed_at=None)
        .select_related("round__assessment")
        .annotate(
            asked=Count("ratings"),
            answered=Count("ratings", filter=~Q(ratings__state=RatingState.NOT_ANSWERED)),
        )
        .order_by(F("round__closes_on"), "pk")
    )
    return [Waiting(row.round, row, row.asked, row.answered) for row in rows]
