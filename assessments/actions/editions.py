"""What changing the edition of a city does to assessments that are not over: drafts move, open ones are continued.

No answer is ever changed or deleted: what can be taken along is copied, and the assessment of before stays as it was.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assessments.actions.running import StepRefused, criteria_asked, lock
from assessments.models import (
    Assessment,
    AssessmentGroup,
    Carried,
    Participant,
    Rating,
    RatingChange,
    RatingState,
    Round,
    Stage,
)
from assessments.queries.editions import groups_in, plan_for
from cities.actions import record_audit
from cities.models import City, User
from framework.models import Edition
from framework.queries.mapping import changes_between
from framework.rules.mapping import Change, Fate, Kind, origins

MARKS = {Kind.SAME: "", Kind.REWORDED: Carried.REWORDED, Kind.SPLIT: Carried.TO_CONFIRM}
"""How an answer is marked that is copied; answers to what was merged or dropped are not."""


@transaction.atomic
def change_edition(
    *, city: City, edition: Edition, rounds: Collection[Round], by: User, now: datetime
) -> dict[int, Assessment]:
    """Let a city work with `edition`, and the assessments of `rounds`, drafts and open ones, follow it.

    Return by its old id the assessment in which each goes on. Raises StepRefused, and then nothing is changed. The
    city may change back: that holds for new assessments, what went on stays where it is.
    """
    held = City.objects.select_for_update(no_key=True).get(pk=city.pk)
    if held.edition_id != edition.pk:
        held.edition = edition
        held.save(update_fields=["edition"])
        record_audit(target=held, verb="changed", by=by, now=now, fields=["edition"])
    locked = [lock(round_, Stage.DRAFT, Stage.OPEN) for round_ in sorted(rounds, key=lambda round_: round_.pk)]
    if locked:
        wait_for_saves()
    followed = {round_.assessment_id: follow(round_, edition, by, now) for round_ in locked}
    city.edition = edition
    return followed


def wait_for_saves() -> None:
    """Let saves under way come to their end, and those that come meanwhile find the round closed.

    A save checks the round within its update and holds no lock on it: one that began before the round was closed would
    still be written to what was copied already. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Rating._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def follow(round_: Round, edition: Edition, by: User, now: datetime) -> Assessment:
    """Bring one assessment into another edition; raise StepRefused where nothing of it is asked there."""
    changes = changes_between(round_.assessment.edition_id, edition.pk)
    plan = plan_for(round_.assessment, edition, changes) if changes is not None else None
    groups = groups_in(edition, plan.groups) if plan else []
    if not groups or changes is None or Assessment.objects.filter(continues=round_.assessment_id).exists():
        message = _("“%(title)s” cannot go on in this edition. Load the page again to see why.")
        raise StepRefused(message % {"title": round_.assessment})
    if round_.stage == Stage.DRAFT:
        return move_draft(round_, edition, by, now, [group.pk for group in groups])
    return continue_open(round_, edition, changes, by, now, [group.pk for group in groups])


def move_draft(round_: Round, edition: Edition, by: User, now: datetime, groups: list[int]) -> Assessment:
    """Let a draft ask another edition: nobody has answered anything yet."""
    assessment = round_.assessment
    assessment.edition = edition
    assessment.save(update_fields=["edition"])
    assessment.asked_groups.all().delete()
    round_.ratings.all().delete()
    ask_groups(assessment, groups)
    put_ratings(round_, list(round_.participants.all()), {}, {})
    record_audit(target=assessment, verb="moved to another edition", by=by, now=now, fields=["edition", "groups"])
    return assessment


def ask_groups(assessment: Assessment, groups: list[int]) -> None:
    AssessmentGroup.objects.bulk_create(
        AssessmentGroup(city_id=assessment.city_id, assessment=assessment, group_id=group) for group in groups
    )


def continue_open(
    round_: Round, edition: Edition, changes: tuple[Change, ...], by: User, now: datetime, groups: list[int]
) -> Assessment:
    """Close an open round, and open one of the same title, days and people in another edition.

    Nobody has handed in there: what became of their answers is for them to look at.
    """
    old = round_.assessment
    round_.closed_at = now
    round_.save(update_fields=["closed_at"])
    new = Assessment.objects.create(
        city_id=old.city_id,
        edition=edition,
        continues=old,
        title=old.title,
        kind=old.kind,
        minimum_group=old.minimum_group,
        consensus_threshold=old.consensus_threshold,
        coverage_threshold=old.coverage_threshold,
        created_by=by,
        created_at=now,
    )
    ask_groups(new, groups)
    fresh = Round.objects.create(
        city_id=old.city_id, assessment=new, closes_on=round_.closes_on, opened_at=round_.opened_at
    )
    carry_answers(round_, fresh, changes, by, now)
    record_audit(target=old, verb="continued in another edition", by=by, now=now, fields=["closed_at"])
    record_audit(target=new, verb="created", by=by, now=now, fields=["edition", "continues", "groups", "participants"])
    return new


def carry_answers(old: Round, new: Round, changes: tuple[Change, ...], by: User, now: datetime) -> None:
    """Ask the same people, with the answers they have given already."""
    people = list(old.participants.order_by("pk"))
    copies = Participant.objects.bulk_create(
        Participant(
            city_id=new.city_id,
            round=new,
            member_id=item.member_id,
            organisation_id=item.organisation_id,
            sector=item.sector,
            invited_at=item.invited_at,
        )
        for item in people
    )
    member_of = {item.pk: item.member_id for item in people}
    given = {
        (member_of[rating.participant_id], rating.criterion.instrument.key, rating.criterion.ref): rating
        for rating in old.ratings.select_related("criterion__instrument")
    }
    ratings = put_ratings(new, copies, given, origins(changes))
    RatingChange.objects.bulk_create(
        RatingChange(
            city_id=new.city_id,
            rating=rating,
            state=rating.state,
            level=rating.level,
            comment=rating.comment,
            version=rating.version,
            by=by,
            at=now,
        )
        for rating in ratings
        if rating.version
    )


def put_ratings(
    round_: Round,
    participants: Collection[Participant],
    given: dict[tuple[int, str, str], Rating],
    came: dict[tuple[str, str], Fate],
) -> list[Rating]:
    """Make the rows of what participants are asked, each with the answer that can be taken along, if there is one."""
    rows = []
    for criterion in criteria_asked(round_.assessment):
        key = criterion.instrument.key
        fate = came.get((key, criterion.ref), Fate(Kind.NEW))
        for participant in participants:
            row = Rating(city_id=round_.city_id, round=round_, participant=participant, criterion=criterion)
            if fate.kind in MARKS:
                copy_answer(given.get((participant.member_id, key, fate.refs[0])), row, fate.kind)
            rows.append(row)
    return Rating.objects.bulk_create(rows)


def copy_answer(answer: Rating | None, row: Rating, kind: Kind) -> None:
    """Take an answer along, with what still has to be done about it; one that was never given leaves no mark."""
    if answer and (answer.state != RatingState.NOT_ANSWERED or answer.comment):
        row.state, row.level, row.comment, row.version = answer.state, answer.level, answer.comment, 1
        row.carried = max(MARKS[kind], answer.carried, key=["", Carried.REWORDED, Carried.TO_CONFIRM].index)
