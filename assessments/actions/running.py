"""What a facilitator does: set up an assessment, invite, open, close, reveal."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, AssessmentGroup, Participant, Rating, Round, Stage
from cities.actions import record_audit
from cities.models import City, Member, User
from framework.models import Criterion, Group


class StepRefused(Exception):
    """The assessment cannot take this step now. The message says why and what to do."""


@transaction.atomic
def create_assessment(
    *,
    city: City,
    groups: Sequence[Group],
    title: str,
    closes_on: date,
    minimum_group: int,
    by: User,
    now: datetime,
) -> Round:
    """Draft a self-assessment on top groups of one or more instruments of one edition; return its first round."""
    editions = {group.instrument.edition_id for group in groups}
    if len(editions) != 1:
        message = f"an assessment asks groups of one edition, not of {sorted(editions)}"
        raise ValueError(message)
    assessment = Assessment.objects.create(
        city=city,
        edition_id=editions.pop(),
        title=title,
        minimum_group=minimum_group,
        created_by=by,
        created_at=now,
    )
    AssessmentGroup.objects.bulk_create(
        AssessmentGroup(city=city, assessment=assessment, group=group) for group in groups
    )
    record_audit(target=assessment, verb="created", by=by, now=now, fields=["title", "minimum_group", "groups"])
    return Round.objects.create(city=city, assessment=assessment, closes_on=closes_on)


@transaction.atomic
def invite(*, round_: Round, members: Iterable[Member], by: User, now: datetime) -> int:
    """Ask members in a draft or open round; who is asked already stays so. Return how many are new."""
    round_ = lock(round_, Stage.DRAFT, Stage.OPEN)
    asked = set(round_.participants.values_list("member_id", flat=True))
    participants = Participant.objects.bulk_create(
        Participant(
            city_id=round_.city_id,
            round=round_,
            member=member,
            organisation=member.organisation,
            sector=member.organisation.sector,
            invited_at=now,
        )
        for member in members
        if member.pk not in asked
    )
    criteria = criteria_asked(round_.assessment)
    Rating.objects.bulk_create(
        Rating(city_id=round_.city_id, round=round_, participant=participant, criterion=criterion)
        for participant in participants
        for criterion in criteria
    )
    if participants:
        record_audit(target=round_, verb="invited participants", by=by, now=now, fields=["participants"])
    return len(participants)


def criteria_asked(assessment: Assessment) -> list[Criterion]:
    """Return the criteria in the groups of an assessment, those of their subgroups included."""
    tops = assessment.asked_groups.values("group_id")
    groups = Group.objects.filter(pk__in=tops) | Group.objects.filter(parent__in=tops)
    return list(Criterion.objects.filter(group__in=groups))


@transaction.atomic
def withdraw_invitation(*, participant: Participant, by: User, now: datetime) -> None:
    """Take back an invitation whose receiver has never saved anything, nor handed in."""
    round_ = lock(participant.round, Stage.DRAFT, Stage.OPEN)
    # held until the end, so that nobody saves an answer between this look and the deletion
    versions = list(participant.ratings.select_for_update().values_list("version", flat=True))
    if any(versions) or Participant.objects.filter(pk=participant.pk, submitted_at__isnull=False).exists():
        raise StepRefused(_("This person has already answered something. Their answers are kept, so they stay."))
    participant.delete()
    record_audit(target=round_, verb="withdrew an invitation", by=by, now=now, fields=["participants"])


@transaction.atomic
def open_round(*, round_: Round, by: User, now: datetime) -> None:
    """Let the participants answer."""
    round_ = lock(round_, Stage.DRAFT)
    minimum, people = round_.assessment.minimum_group, round_.participants.count()
    if people < minimum:
        raise StepRefused(
            ngettext(
                "Results of fewer than %(minimum)d people are never shown, and so far only one is invited."
                " Invite more people.",
                "Results of fewer than %(minimum)d people are never shown, and so far only %(people)d are invited."
                " Invite more people.",
                people,
            )
            % {"minimum": minimum, "people": people}
        )
    if round_.closes_on < round_.city.date_at(now):
        raise StepRefused(_("The last day has already passed. Choose a later one first."))
    round_.opened_at = now
    round_.save(update_fields=["opened_at"])
    record_audit(target=round_, verb="opened", by=by, now=now, fields=["opened_at"])


@transaction.atomic
def change_last_day(*, round_: Round, closes_on: date, by: User, now: datetime) -> None:
    """Give people more or less time."""
    round_ = lock(round_, Stage.DRAFT, Stage.OPEN)
    round_.closes_on = closes_on
    round_.save(update_fields=["closes_on"])
    record_audit(target=round_, verb="changed the last day", by=by, now=now, fields=["closes_on"])


@transaction.atomic
def close_round(*, round_: Round, by: User, now: datetime) -> None:
    """Take no more answers. Nobody sees results before they are revealed."""
    round_ = lock(round_, Stage.OPEN)
    round_.closed_at = now
    round_.save(update_fields=["closed_at"])
    record_audit(target=round_, verb="closed", by=by, now=now, fields=["closed_at"])


@transaction.atomic
def reveal_round(*, round_: Round, by: User, now: datetime) -> None:
    """Show the results of a closed round to everybody who may see results."""
    round_ = lock(round_, Stage.CLOSED)
    round_.revealed_at = now
    round_.save(update_fields=["revealed_at"])
    record_audit(target=round_, verb="revealed results", by=by, now=now, fields=["revealed_at"])


def lock(round_: Round, *stages: Stage) -> Round:
    """Read a round again and hold it; raise StepRefused unless it stands at one of `stages`."""
    held = Round.objects.select_for_update(of=["self"]).select_related("assessment", "city").get(pk=round_.pk)
    if held.stage not in stages:
        raise StepRefused(
            _("Somebody has changed this assessment in the meantime. It is now: %(stage)s.")
            % {"stage": held.stage.label}
        )
    return held
