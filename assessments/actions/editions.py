"""What changing the edition of a city does to assessments that are not over: drafts move, open ones are continued.

No answer is ever changed or deleted: what can be taken along is copied, and the assessment of before stays as it was.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assessments.actions.going_along import move_awaited, move_evidence, move_links, move_reviews
from assessments.actions.running import StepRefused, lock
from assessments.actions.setting_up import SETTINGS, ask_groups
from assessments.models import (
    Assessment,
    Carried,
    Participant,
    Phase,
    Rating,
    RatingChange,
    RatingState,
    Round,
    Stage,
)
from assessments.queries.criteria import criteria_of
from assessments.queries.editions import groups_by_assessment, groups_in, plan_for
from cities.actions import record_audit
from cities.models import City, User
from framework.models import Edition, Group
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
    asked = groups_by_assessment([round_])[round_.assessment_id]
    plan = plan_for(round_.assessment.edition, edition, asked, changes)
    groups = groups_in(edition, plan.groups) if plan else []
    is_over = round_.number > 1 or round_.phase not in (Phase.DRAFT, Phase.OPEN)
    has_gone_on = Assessment.objects.filter(continues=round_.assessment_id).exists()
    if not groups or changes is None or is_over or has_gone_on:
        message = _("“%(title)s” cannot go on in this edition. Load the page again to see why.")
        raise StepRefused(message % {"title": round_.assessment})
    if round_.stage == Stage.DRAFT:
        return move_draft(round_, edition, changes, by, now, groups)
    return continue_open(round_, edition, changes, by, now, groups)


def move_draft(
    round_: Round, edition: Edition, changes: tuple[Change, ...], by: User, now: datetime, groups: list[Group]
) -> Assessment:
    """Let a draft ask another edition: nobody has answered anything yet."""
    assessment = round_.assessment
    before, asked, number = assessment.edition, asked_in(round_), criteria_of(assessment).count()
    assessment.edition = edition
    assessment.save(update_fields=["edition"])
    assessment.asked_groups.all().delete()
    round_.ratings.all().delete()
    ask_groups(assessment, [group.pk for group in groups])
    came = origins(changes)
    put_ratings(round_, list(round_.participants.all()), asked, came, number)
    move_awaited(round_, round_, before=before, after=groups, changes=changes)
    move_reviews(assessment, assessment, before.pk, came)
    record_audit(target=assessment, verb="moved to another edition", by=by, now=now, fields=["edition", "groups"])
    return assessment


def continue_open(
    round_: Round, edition: Edition, changes: tuple[Change, ...], by: User, now: datetime, groups: list[Group]
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
        created_by=by,
        created_at=now,
        **{name: getattr(old, name) for name in SETTINGS},
    )
    ask_groups(new, [group.pk for group in groups])
    fresh = Round.objects.create(
        city_id=old.city_id, assessment=new, closes_on=round_.closes_on, opened_at=round_.opened_at
    )
    carry_answers(round_, fresh, changes, by, now)
    move_awaited(round_, fresh, before=old.edition, after=groups, changes=changes)
    move_reviews(old, new, old.edition_id, origins(changes))
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
            role=item.role,
            stands_in_for_id=item.stands_in_for_id,
            invited_at=item.invited_at,
            reminded_at=item.reminded_at,
            withdrawn_at=item.withdrawn_at,
        )
        for item in people
    )
    move_links(old, {item.pk: copy for item, copy in zip(people, copies, strict=True)})
    rows = put_ratings(new, copies, asked_in(old), origins(changes), criteria_of(old.assessment).count())
    move_evidence(old, {answer.pk: row for row, answer in reversed(rows) if answer})
    whose = {item.pk: item.stands_in_for_id or item.member_id for item in copies}
    RatingChange.objects.bulk_create(
        RatingChange(
            city_id=new.city_id,
            rating=rating,
            state=rating.state,
            level=rating.level,
            target=rating.target,
            confidence=rating.confidence,
            comment=rating.comment,
            version=rating.version,
            by=by,
            on_behalf_of_id=whose[rating.participant_id],
            at=now,
        )
        for rating, _answer in rows
        if rating.version
    )


def asked_in(round_: Round) -> dict[tuple[int, str, str], Rating]:
    """Return what is asked in a round, with the answers: by member, instrument and reference."""
    return {
        (rating.participant.member_id, rating.criterion.instrument.key, rating.criterion.ref): rating
        for rating in round_.ratings.select_related("criterion__instrument", "participant")
    }


def put_ratings(
    round_: Round,
    participants: Collection[Participant],
    given: dict[tuple[int, str, str], Rating],
    came: dict[tuple[str, str], Fate],
    before: int,
) -> list[tuple[Rating, Rating | None]]:
    """Make the rows of what participants are asked; return each with the one whose answer it took along, if there is.

    Who was asked fewer criteria than the `before` that there were is asked what became of them, if anything did; who
    was asked everything, everything.
    """
    count = Counter(member for member, _instrument, _ref in given)
    criteria = [
        (criterion, key := criterion.instrument.key, came.get((key, criterion.ref), Fate(Kind.NEW)))
        for criterion in criteria_of(round_.assessment).select_related("instrument")
    ]
    rows = []
    for participant in participants:
        member = participant.member_id
        part = [item for item in criteria if any((member, item[1], ref) in given for ref in item[2].refs)]
        for criterion, key, fate in part if part and count[member] < before else criteria:
            row = Rating(city_id=round_.city_id, round=round_, participant=participant, criterion=criterion)
            answer = given.get((member, key, fate.refs[0])) if fate.kind in MARKS else None
            if answer:
                copy_answer(answer, row, fate.kind)
            rows.append((row, answer))
    Rating.objects.bulk_create(row for row, _answer in rows)
    return rows


def copy_answer(answer: Rating, row: Rating, kind: Kind) -> None:
    """Take an answer along, with what still has to be done about it; one that was never given leaves no mark."""
    if answer.state != RatingState.NOT_ANSWERED or answer.comment:
        for part in ("state", "level", "target", "confidence", "comment"):
            setattr(row, part, getattr(answer, part))
        row.version = 1
        row.carried = max(MARKS[kind], answer.carried, key=["", Carried.REWORDED, Carried.TO_CONFIRM].index)
