"""What a facilitator does before anybody answers: draft an assessment, and change what it asks and how."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.running import StepRefused, lock
from assessments.models import Assessment, AssessmentGroup, Rating, Round, Stage
from assessments.queries.criteria import tops_of
from cities.actions import record_audit
from cities.models import City, User
from cities.queries import edition_of
from framework.models import Group

THRESHOLDS = frozenset(
    {
        "consensus_threshold",
        "coverage_threshold",
        "divergence_threshold",
        "green_from",
        "amber_green_from",
        "amber_from",
        "amber_red_from",
    }
)
"""What may be changed until the positions are agreed."""
SETTINGS = THRESHOLDS | {
    "title",
    "kind",
    "minimum_group",
    "is_named",
    "is_consensus_only",
    "asks_comment",
    "asks_evidence",
    "asks_confidence",
    "asks_target",
}
"""What is settled before the first answer."""


@transaction.atomic
def create_assessment(
    *, city: City, groups: Sequence[Group], closes_on: date, by: User, now: datetime, **settings: Any
) -> Round:
    """Draft an assessment on top groups of one or more instruments of one edition; return its first round.

    `settings` are named in SETTINGS; those not given are as the method has them.
    """
    assessment = Assessment.objects.create(
        city=city, edition_id=edition_of_groups(groups), created_by=by, created_at=now, **settings
    )
    ask_groups(assessment, [group.pk for group in groups])
    # from here on the city stays with what it asked, whatever edition is published, until somebody changes it
    if edition_of(city).pk == assessment.edition_id:
        City.objects.filter(pk=city.pk, edition=None).update(edition=assessment.edition_id)
    record_audit(target=assessment, verb="created", by=by, now=now, fields=["title", "minimum_group", "groups"])
    return Round.objects.create(city=city, assessment=assessment, closes_on=closes_on)


def edition_of_groups(groups: Sequence[Group]) -> int:
    editions = {group.instrument.edition_id for group in groups}
    if len(editions) != 1:
        message = f"an assessment asks groups of one edition, not of {sorted(editions)}"
        raise ValueError(message)
    return editions.pop()


def ask_groups(assessment: Assessment, groups: Collection[int]) -> None:
    AssessmentGroup.objects.bulk_create(
        AssessmentGroup(city_id=assessment.city_id, assessment=assessment, group_id=group) for group in groups
    )


@transaction.atomic
def change_draft(
    *, round_: Round, groups: Sequence[Group], closes_on: date, by: User, now: datetime, **settings: Any
) -> None:
    """Change anything of an assessment that nobody can answer yet. Raises StepRefused.

    Who was asked everything is asked everything; who was asked a part, what is left of it, or everything where nothing
    of it is left.
    """
    round_ = lock(round_, Stage.DRAFT)
    assessment = round_.assessment
    if edition_of_groups(groups) != assessment.edition_id:
        message = f"{assessment} asks groups of edition {assessment.edition_id}"
        raise ValueError(message)
    if settings.get("is_consensus_only") and round_.participants.exists():
        raise StepRefused(_("People are invited already. Withdraw them first."))
    changed = put(assessment, settings)
    if round_.closes_on != closes_on:
        round_.closes_on = closes_on
        round_.save(update_fields=["closes_on"])
        changed.append("closes_on")
    before, after = set(assessment.asked_groups.values_list("group_id", flat=True)), {group.pk for group in groups}
    if before != after:
        assessment.asked_groups.exclude(group__in=after).delete()
        ask_groups(assessment, after - before)
        ask_anew(round_, before, after)
        changed.append("groups")
    if changed:
        record_audit(target=assessment, verb="changed", by=by, now=now, fields=sorted(changed))


def put(assessment: Assessment, settings: dict[str, Any]) -> list[str]:
    """Store the settings that differ; return their names."""
    changed = [name for name, value in settings.items() if getattr(assessment, name) != value]
    for name in changed:
        setattr(assessment, name, settings[name])
    if changed:
        assessment.save(update_fields=changed)
    return changed


def ask_anew(round_: Round, before: set[int], after: set[int]) -> None:
    """Give everybody who is invited the rows of what is asked now."""
    top_of = tops_of(before | after)
    asked: dict[int, set[int]] = {pk: set() for pk in round_.participants.values_list("pk", flat=True)}
    for participant, criterion in round_.ratings.values_list("participant_id", "criterion_id"):
        asked[participant].add(top_of[criterion])
    round_.ratings.exclude(criterion__in=[criterion for criterion, top in top_of.items() if top in after]).delete()
    rows = []
    for participant, tops in asked.items():
        wanted = after if tops == before else tops & after or after
        rows += [
            Rating(city_id=round_.city_id, round=round_, participant_id=participant, criterion_id=criterion)
            for criterion, top in top_of.items()
            if top in wanted - tops
        ]
    Rating.objects.bulk_create(rows)
    waiting = list(round_.awaited.exclude(groups=[]))
    for awaited in waiting:
        awaited.groups = sorted(set(awaited.groups) & after)
    round_.awaited.bulk_update(waiting, ["groups"])


@transaction.atomic
def change_thresholds(*, round_: Round, by: User, now: datetime, **thresholds: Any) -> None:
    """Set what is to be discussed and where the bands begin, until the positions are agreed. Raises StepRefused."""
    if Assessment.objects.select_for_update().get(pk=round_.assessment_id).locked_at is not None:
        raise StepRefused(_("The levels of this assessment are agreed. What its figures mean stays as it is."))
    assessment = lock(round_, *Stage).assessment
    if not thresholds.keys() <= THRESHOLDS:
        message = f"settled by now: {sorted(thresholds.keys() - THRESHOLDS)}"
        raise ValueError(message)
    if changed := put(assessment, thresholds):
        record_audit(target=assessment, verb="changed", by=by, now=now, fields=sorted(changed))
