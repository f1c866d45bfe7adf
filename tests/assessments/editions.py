"""A city between two editions: an assessment of the first in which four leaders have answered, and the second."""

from dataclasses import dataclass

from django.utils import timezone
from django_scopes import scopes_disabled

from assessments.actions import change_edition
from assessments.models import Assessment, Participant, Rating, RatingChange, Round
from framework.models import Edition
from tests.conftest import Staged


@dataclass
class Between:
    """`old` is open; `second` is there to change to."""

    old: Staged
    second: Edition

    def change(self, *staged: Staged) -> list[Staged]:
        """Let the city work with the second edition, and these assessments follow; return what they go on in."""
        rounds = [Round.objects.get(pk=one.round.pk) for one in staged]
        followed = change_edition(
            city=self.old.city, edition=self.second, rounds=rounds, by=self.old.by.user, now=timezone.now()
        )
        return [
            Staged(Round.objects.select_related("assessment__edition", "city").get(assessment=assessment), self.old.by)
            for assessment in followed.values()
        ]


def rows_of(*models) -> dict[str, list[dict]]:
    """Return every row of what people have answered, as it stands in the database."""
    with scopes_disabled():
        return {
            model.__name__: list(model.objects.order_by("pk").values())
            for model in models or (Rating, RatingChange, Participant)
        }


def answers_in(assessment: Assessment, member) -> dict[str, tuple]:
    """Return by reference what a member has in an assessment: answer, comment, mark, version."""
    rows = Rating.objects.filter(round__assessment=assessment, participant__member=member)
    found = rows.values_list("criterion__ref", "state", "level", "comment", "carried", "version")
    return {
        ref: (level if level is not None else state, comment, carried, version)
        for ref, state, level, comment, carried, version in found.order_by("criterion__ref")
    }
