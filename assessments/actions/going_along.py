"""What goes along when an assessment goes on in another edition: links, who is awaited, reviews, evidence.

None of it is copied: it leads, or belongs, to where people answer now.
"""

from collections.abc import Collection, Mapping
from typing import Any

from assessments.models import (
    Assessment,
    Awaited,
    DeliveryConfidence,
    Evidence,
    Finding,
    Participant,
    ParticipantLink,
    Rating,
    Recommendation,
    Review,
    ReviewRating,
    Round,
)
from assessments.queries.criteria import criteria_of
from assessments.queries.editions import plan_for
from cities.models import CityOwned
from framework.models import Edition, Group
from framework.rules.mapping import COMPARABLE, Change, Fate, Kind


def move_links(old: Round, copies: Mapping[int, Participant]) -> None:
    """Let the personal links that were mailed lead to where it goes on."""
    links = list(ParticipantLink.objects.filter(participant__round=old))
    for link in links:
        link.participant = copies[link.participant_id]
    move(ParticipantLink, links)


def move_awaited(
    old: Round, new: Round, *, before: Edition, after: Collection[Group], changes: tuple[Change, ...]
) -> None:
    """Ask those who have not joined yet in the other edition: what became of their groups, else everything.

    `after` are the top groups that are asked there, of one edition.
    """
    waiting = list(old.awaited.all())
    named = Group.objects.filter(pk__in={pk for one in waiting for pk in one.groups}).select_related("instrument")
    keys = {group.pk: (group.instrument.key, group.ref) for group in named}
    there = {(group.instrument.key, group.ref): group.pk for group in after}
    edition = next(iter(after)).instrument.edition
    became: dict[frozenset[int], list[int]] = {}
    for one in waiting:
        groups = frozenset(one.groups)
        if groups not in became:
            plan = plan_for(before, edition, {keys[pk] for pk in groups if pk in keys}, changes)
            became[groups] = sorted(there[key] for key in plan.groups if key in there) if plan else []
        one.round, one.groups = new, became[groups]
    move(Awaited, waiting)


def move_reviews(old: Assessment, new: Assessment, before: int, came: Mapping[tuple[str, str], Fate]) -> None:
    """Let reviewers go on where the assessment does, with all that they have said.

    Of statements that can be compared they keep the level too; of one that was split or merged the comments alone. What
    is about a group that is not asked there is about the whole. `before` is the id of the edition that was asked.
    """
    reviews = list(old.reviews.all())
    for review in reviews:  # one or two: what hangs on them lets them not be moved as below
        review.assessment = new
        review.save(update_fields=["assessment"])
    move_review_ratings(reviews, new, before, came)
    asked = new.asked_groups.values_list("group__instrument__key", "group__ref", "group_id")
    there = {(key, ref): pk for key, ref, pk in asked}
    tables: tuple[Any, ...] = (Finding, Recommendation, DeliveryConfidence)
    for table in tables:
        rows = list(table.objects.filter(review__in=reviews, group__isnull=False).select_related("group__instrument"))
        for row in rows:
            row.group_id = there.get((row.group.instrument.key, row.group.ref), row.group_id)
        table.objects.bulk_update(rows, ["group"])


def move_review_ratings(
    reviews: Collection[Review], new: Assessment, before: int, came: Mapping[tuple[str, str], Fate]
) -> None:
    """Put what reviewers said of statements beside what became of them; of what became nothing, it stays unseen."""
    given = list(ReviewRating.objects.filter(review__in=reviews).select_related("criterion__instrument"))
    taken = {(row.review_id, row.criterion_id) for row in given}
    said = {
        (row.review_id, row.criterion.instrument.key, row.criterion.ref): row
        for row in given
        if row.criterion.instrument.edition_id == before
    }
    moved, fresh = [], []
    for criterion in criteria_of(new).select_related("instrument"):
        key = criterion.instrument.key
        fate = came.get((key, criterion.ref), Fate(Kind.NEW))
        for review in reviews:
            rows = [row for ref in fate.refs if (row := said.get((review.pk, key, ref)))]
            words = "\n\n".join(row.comment for row in rows if row.comment)
            if (review.pk, criterion.pk) in taken:
                continue
            if rows and fate.kind in COMPARABLE:
                rows[0].criterion = criterion
                moved.append(rows[0])
            elif words:
                fresh.append(
                    ReviewRating(city_id=new.city_id, review=review, criterion=criterion, comment=words, version=1)
                )
    ReviewRating.objects.bulk_update(moved, ["criterion"])
    ReviewRating.objects.bulk_create(fresh)


def move_evidence(old: Round, became: Mapping[int, Rating]) -> None:
    """Put evidence behind the answer that was taken along; `became` is that by the id of the one before.

    Of an answer that was split it goes to the first part; of one that was not taken along it stays there.
    """
    pieces = [piece for piece in Evidence.objects.filter(rating__round=old) if piece.rating_id in became]
    for piece in pieces:
        piece.rating = became[piece.rating_id or 0]
    move(Evidence, pieces)


def move(table: Any, rows: Collection[CityOwned]) -> None:
    """Write rows, to which no others refer, where they belong now: in a few statements.

    The guard of cities refuses to change references in bulk, and checks those of rows that are made.
    """
    table.objects.filter(pk__in=[row.pk for row in rows]).delete()
    table.objects.bulk_create(rows)
