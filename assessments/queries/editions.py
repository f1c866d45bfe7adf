"""What a city's assessments come to in another edition. Reads how many answers there are, never what they say."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import AssessmentGroup, Phase, Rating, RatingState, Round
from assessments.queries.overview import rounds_of
from assessments.rules.carrying import Answers, GroupKey, Plan, Step, answers_of, plan_of
from cities.models import City
from framework.models import Edition, Group
from framework.queries.guide import guide_of
from framework.queries.mapping import changes_to
from framework.rules.mapping import COMPARABLE, Change, Kind

CHANGED = tuple(kind for kind in Kind if kind != Kind.SAME)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """An assessment and what becomes of it. `plan` is None where no mapping leads to the other edition."""

    round: Round
    plan: Plan | None
    answers: Answers

    @property
    def can_follow(self) -> bool:
        """Whether it can go on in the other edition: it is not over, and something of it is asked there."""
        return not self.is_over and bool(self.plan and self.plan.groups)

    @property
    def asked(self) -> int:
        """How many criteria it asks."""
        return len(self.plan.refs(*Kind)) if self.plan else 0

    @property
    def is_over(self) -> bool:
        """Whether its results or positions belong to the edition it asked: also while it asks a second time."""
        return self.round.phase not in (Phase.DRAFT, Phase.OPEN) or self.round.number > 1

    @property
    def comparable(self) -> int:
        """How many of its criteria can be compared with those of the other edition."""
        return len(self.plan.refs(*COMPARABLE)) if self.plan else 0

    @property
    def kinds(self) -> list[tuple[Kind, tuple[Step, ...]]]:
        """The fates with their criteria, those that nothing meets left out; what stays the same comes last."""
        found = [(kind, self.plan.of(kind)) for kind in (*CHANGED, Kind.SAME)] if self.plan else []
        return [(kind, steps) for kind, steps in found if steps]


def foreseen(city: City, edition: Edition) -> list[Foreseen]:
    """Return the city's assessments of other editions, newest first, with what becomes of each in this one.

    Five queries, once a process has read the editions that they ask.
    """
    rounds = [
        round_
        for round_ in rounds_of(city).select_related("assessment__edition", "assessment__continued_in")
        if round_.assessment.edition_id != edition.pk and not round_.assessment.went_on_in
    ]
    groups, given = groups_by_assessment(rounds), answers_by_round(rounds)
    changes = changes_to(edition.pk, {round_.assessment.edition_id for round_ in rounds})
    found = []
    for round_ in rounds:
        old = round_.assessment.edition
        plan = plan_for(old, edition, groups[round_.assessment_id], changes.get(old.pk))
        nothing = Answers(kept=0, to_confirm=0, left=sum(given[round_.pk].values()))
        found.append(Foreseen(round_, plan, answers_of(plan, given[round_.pk]) if plan else nothing))
    return found


def rounds_left_behind(city: City, edition: Edition) -> QuerySet[Round]:
    """Return the rounds that are not over and ask another edition than this one."""
    agreed_directly = Q(assessment__is_consensus_only=True, opened_at__isnull=False)
    going_on = rounds_of(city).filter(closed_at=None, number=1).exclude(agreed_directly)
    return going_on.exclude(assessment__edition=edition)


def groups_by_assessment(rounds: Sequence[Round]) -> dict[int, set[GroupKey]]:
    """Return the top groups that assessments ask, by the assessment's id."""
    found: dict[int, set[GroupKey]] = defaultdict(set)
    rows = AssessmentGroup.objects.filter(assessment__in=[round_.assessment_id for round_ in rounds])
    for pk, instrument, ref in rows.values_list("assessment_id", "group__instrument__key", "group__ref"):
        found[pk].add((instrument, ref))
    return found


def answers_by_round(rounds: Sequence[Round]) -> dict[int, dict[tuple[str, str], int]]:
    """Return how many answers were given to each criterion, by the round's id."""
    found: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    rows = (
        Rating.objects.filter(round__in=rounds)
        .exclude(state=RatingState.NOT_ANSWERED)
        .values_list("round_id", "criterion__instrument__key", "criterion__ref")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for pk, instrument, ref, number in rows:
        found[pk][instrument, ref] = number
    return found


def plan_for(
    old: Edition, new: Edition, asked: Collection[GroupKey], changes: tuple[Change, ...] | None
) -> Plan | None:
    """Return what an assessment that asks these groups of `old` comes to in `new`; None where no mapping joins them."""
    return None if changes is None else plan_of(asked, guide_of(old).criteria, guide_of(new).criteria, changes)


def groups_in(edition: Edition, keys: frozenset[GroupKey]) -> list[Group]:
    """Return these top groups of an edition."""
    tops = Group.objects.filter(instrument__edition=edition, parent=None).select_related("instrument")
    return [group for group in tops if (group.instrument.key, group.ref) in keys]


def answers_words(item: Foreseen) -> list[str]:
    """Say what becomes of the answers given so far, a sentence each."""
    kept, confirm, left = item.answers.kept, item.answers.to_confirm, item.answers.left
    if not kept + confirm + left:
        return [_("Nobody has answered anything yet.")]
    sentences = [
        ngettext("%(number)d answer is taken along as it is.", "%(number)d answers are taken along as they are.", kept)
        % {"number": kept},
    ]
    if confirm:
        text = ngettext(
            "%(number)d answer is taken along to be confirmed: its statement was split.",
            "%(number)d answers are taken along to be confirmed: their statements were split.",
            confirm,
        )
        sentences.append(text % {"number": confirm})
    if left:
        text = ngettext(
            "%(number)d answer stays to be read in the edition before: its statement was merged or dropped.",
            "%(number)d answers stay to be read in the edition before: their statements were merged or dropped.",
            left,
        )
        sentences.append(text % {"number": left})
    return sentences


def kind_words(steps: Sequence[Step], kind: Kind) -> str:
    """Say how many criteria meet with a fate."""
    number = len(steps)
    words = {
        Kind.SAME: ngettext("%(number)d stays the same", "%(number)d stay the same", number),
        Kind.REWORDED: ngettext("%(number)d is reworded", "%(number)d are reworded", number),
        Kind.SPLIT: ngettext("%(number)d is split", "%(number)d are split", number),
        Kind.MERGED: ngettext("%(number)d is merged from others", "%(number)d are merged from others", number),
        Kind.DROPPED: ngettext("%(number)d is dropped", "%(number)d are dropped", number),
        Kind.NEW: ngettext("%(number)d is new", "%(number)d are new", number),
    }
    return words[kind] % {"number": number}
