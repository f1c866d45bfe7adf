"""What the facilitator does with reviewers: ask them, take that back, hand a review back to be changed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.mailing import letter
from assessments.actions.running import StepRefused
from assessments.models import Assessment, Review
from cities.actions import Letter, TooManyMails, mails_left, queue_many, record_audit
from cities.models import Member, User


@transaction.atomic
def ask_reviewers(
    *, assessment: Assessment, members: Iterable[Member], address: str, by: User, now: datetime
) -> list[Review]:
    """Ask members to review an assessment and mail each where; who is asked already stays so. Return the new ones.

    Raises StepRefused, and TooManyMails where not all can be mailed today.
    """
    assessment = Assessment.objects.select_for_update(of=["self"]).select_related("city").get(pk=assessment.pk)
    if assessment.archived_at is not None:
        raise StepRefused(_("This assessment is archived. Nobody can be asked any more."))
    if assessment.went_on_in:
        raise StepRefused(_("This assessment goes on in another edition of the framework. Ask for reviews there."))
    known = {review.reviewer_id: review for review in assessment.reviews.select_related("city", "reviewer__user")}
    asked = {pk for pk, review in known.items() if review.taken_back_at is None}
    chosen = [member for member in members if member.pk not in asked]
    if len(chosen) > mails_left(assessment.city, now):
        raise TooManyMails
    again = [known[member.pk] for member in chosen if member.pk in known]
    fresh = [
        Review(city=assessment.city, assessment=assessment, reviewer=member)
        for member in chosen
        if member.pk not in known
    ]
    reviews = [*again, *fresh]
    for review in reviews:
        review.asked_at, review.taken_back_at = now, None
    Review.objects.bulk_update(again, ["asked_at", "taken_back_at"])
    Review.objects.bulk_create(fresh)
    if reviews:
        record_audit(target=assessment, verb="asked reviewers", by=by, now=now, fields=["reviews"])
    newest = assessment.rounds.order_by("-number")[0]
    last_day = newest.last_day(assessment.city.date_at(now))
    letters = [letter_to_reviewer(review, address, by, last_day) for review in reviews]
    queue_many(city=assessment.city, letters=letters, now=now)
    return reviews


def letter_to_reviewer(review: Review, address: str, by: User, last_day: date | None) -> Letter:
    """Write the mail to one reviewer; `last_day` is when the review is wanted, if there is such a day."""
    return letter(
        "review",
        gettext_lazy("You are asked to review “%(title)s”"),
        reader=review.reviewer.user,
        city=review.city,
        assessment=review.assessment,
        by=by,
        address=address,
        last_day=last_day,
    )


@transaction.atomic
def take_back_review(*, review: Review, by: User, now: datetime) -> None:
    """Ask somebody no longer, until they have submitted once. Whether they have begun shows nowhere, and is kept."""
    held = hold_review(review)
    if held.submitted_at or held.handed_back_at:
        raise StepRefused(_("This review has been submitted, so it stays."))
    held.taken_back_at = now
    held.save(update_fields=["taken_back_at"])
    record_audit(target=held.assessment, verb="took a reviewer back", by=by, now=now, fields=["reviews"])


@transaction.atomic
def hand_back_review(*, review: Review, by: User, now: datetime) -> None:
    """Let a reviewer change what they submitted; the city sees nothing of it until they submit again."""
    held = hold_review(review)
    if held.submitted_at is None:
        raise StepRefused(_("This review is with its reviewer already."))
    if held.assessment.locked_at or held.assessment.archived_at:
        raise StepRefused(_("The assessment is locked, and its reviews with it."))
    held.submitted_at, held.handed_back_at = None, now
    held.save(update_fields=["submitted_at", "handed_back_at"])
    record_audit(target=held, verb="handed a review back", by=by, now=now, fields=["submitted_at"])


def hold_review(review: Review) -> Review:
    """Read a review again and hold it with its assessment, so that nobody locks that meanwhile.

    Raises StepRefused if it was taken back meanwhile.
    """
    Assessment.objects.select_for_update().get(pk=review.assessment_id)
    rows = Review.objects.select_for_update(of=["self"]).select_related("assessment", "city")
    held = rows.filter(pk=review.pk, taken_back_at=None).first()
    if held is None:
        raise StepRefused(_("This review was taken back in the meantime."))
    return held
