"""When what the leaders answered was first revealed: whether a reviewer could know it is told by that."""

from datetime import datetime

from django.db.models import Min

from assessments.models import Assessment, Round


def first_revealed(assessment: Assessment) -> datetime | None:
    """Return when the first of the answers were revealed, be it those to one statement; None while none are. One query.

    Where nobody was asked there are none to reveal.
    """
    rounds = Round.objects.filter(assessment=assessment, participants__isnull=False)
    first = rounds.aggregate(whole=Min("revealed_at"), single=Min("revealed_criteria__at"))
    return min((at for at in first.values() if at), default=None)
