"""Mails that say that something can be read: results, a decision. They ask for nothing and hold no personal link."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.actions.mailing import letter
from assessments.models import Position, Round
from assessments.queries.links import present_in
from assessments.queries.mirror import with_mirror
from cities.actions import mails_left, queue_many
from cities.models import User


def tell_results(*, round_: Round, address: str, by: User, now: datetime) -> int:
    """Tell those who were asked in a revealed round, and whoever had a deputy, where the results are.

    Of their own mirror, those who have one: a deputy's levels are the deputy's. Whoever revealed them knows. Return how
    many are not told: the city may send no more mails today.
    """
    people = present_in(round_).select_related("member__user", "stands_in_for__user").order_by("pk")
    members = (member for each in people for member in (each.member, each.stands_in_for))
    readers = {member.user_id: member for member in members if member and not member.archived_at}
    readers.pop(by.pk, None)
    told = list(readers.values())[: mails_left(round_.city, now)]
    mirrored = set(with_mirror(round_).values_list("member", flat=True))
    letters = [
        letter(
            "revealed",
            _("The results are there: %(title)s"),
            reader=reader.user,
            city=round_.city,
            assessment=round_.assessment,
            by=by,
            address=address,
            has_mirror=reader.pk in mirrored,
        )
        for reader in told
    ]
    queue_many(city=round_.city, letters=letters, now=now)
    return len(readers) - len(told)


def tell_decision(*, round_: Round, position: Position, address: str, by: User, now: datetime) -> None:
    """Tell the owner of a position that it is decided, unless they decided it, have left or the mails ran out."""
    owner = position.owner
    if owner is None or owner.archived_at or owner.user_id == by.pk or not mails_left(round_.city, now):
        return
    told = letter(
        "decided",
        _("Decided: a position in %(title)s"),
        reader=owner.user,
        city=round_.city,
        assessment=round_.assessment,
        by=by,
        ref=position.criterion.ref,
        address=address,
    )
    queue_many(city=round_.city, letters=[told], now=now)
