"""What a facilitator does with a closed round in the room: reveal it bit by bit, ask again."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.mailing import Occasion
from assessments.actions.running import StepRefused, hold, lock, tell_asked
from assessments.models import Assessment, Participant, Phase, Rating, Revealed, Round, Stage
from assessments.queries.links import present_in
from cities.actions import AddressOf, record_audit
from cities.models import User
from framework.models import Criterion


@transaction.atomic
def reveal_criterion(*, round_: Round, criterion: Criterion, by: User, now: datetime) -> None:
    """Show what a closed round said of one criterion. Revealing it twice changes nothing."""
    round_ = lock(round_, Stage.CLOSED, Stage.REVEALED)
    if Assessment.objects.filter(continues=round_.assessment_id).exists():
        raise StepRefused(_("This assessment goes on in another edition of the framework. Results are shown there."))
    if round_.stage == Stage.REVEALED:
        return
    _row, is_new = Revealed.objects.get_or_create(
        city_id=round_.city_id, round=round_, criterion=criterion, defaults={"at": now}
    )
    if is_new:
        record_audit(target=round_, verb="revealed a criterion", by=by, now=now, fields=["revealed_criteria"])


@transaction.atomic
def propose_round(
    *,
    round_: Round,
    criteria: Collection[int],
    closes_on: date,
    by: User,
    now: datetime,
    address_of: AddressOf | None = None,
) -> list[Participant]:
    """Ask the people of the latest round again, about these criteria alone, and mail them; return who is asked.

    Everybody is asked what they were asked before; who was asked none of these, or has left the city, is not asked
    again. The round is open at once, and the ones before it stay as they are.
    """
    before = hold(round_, Phase.MODERATION)
    if before.stage != Stage.REVEALED:
        raise StepRefused(_("Reveal the results of this round first. People rate again knowing them."))
    asked = list(
        Rating.objects.filter(criterion__in=criteria, participant__in=present_in(before))
        .order_by("participant_id", "criterion_id")
        .values_list("participant_id", "criterion_id")
    )
    if not asked:
        raise StepRefused(_("Nobody of this round was asked any of these statements."))
    fresh = Round.objects.create(
        city_id=before.city_id,
        assessment=before.assessment,
        number=before.number + 1,
        closes_on=closes_on,
        opened_at=now,
    )
    people = ask_again(before, fresh, {participant for participant, _criterion in asked}, now)
    Rating.objects.bulk_create(
        Rating(city_id=fresh.city_id, round=fresh, participant=people[participant], criterion_id=criterion)
        for participant, criterion in asked
    )
    record_audit(target=fresh, verb="proposed a round", by=by, now=now, fields=["participants", "closes_on"])
    if address_of is not None:
        tell_asked(fresh, list(people.values()), address_of, by, now, Occasion.AGAIN)
    return list(people.values())


def ask_again(before: Round, fresh: Round, chosen: Collection[int], now: datetime) -> dict[int, Participant]:
    """Ask people of one round in the next, as they were asked then; return them by who they were there."""
    earlier = list(
        before.participants.filter(pk__in=chosen).select_related("member__user", "organisation").order_by("pk")
    )
    copies = Participant.objects.bulk_create(
        Participant(
            city_id=fresh.city_id,
            round=fresh,
            member=item.member,
            organisation=item.organisation,
            sector=item.sector,
            role=item.role,
            stands_in_for_id=item.stands_in_for_id,
            invited_at=now,
        )
        for item in earlier
    )
    return {old.pk: new for old, new in zip(earlier, copies, strict=True)}
