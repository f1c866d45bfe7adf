"""Those who are asked as soon as they join the city: their invitations are mailed once more.

No round is held here: who joins holds their invitation first, then the rounds in which they are awaited.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions.inviting import refuse_without_ballots
from assessments.actions.links import refuse_overdue
from assessments.actions.mailing import purpose
from assessments.actions.running import StepRefused, changed_meanwhile
from assessments.models import Awaited, Phase, Round
from assessments.queries.criteria import tops_of
from assessments.queries.links import inviters_in, to_invite_again
from cities.actions import About, AddressOf, mails_left, send_invitation_again, send_invitations_again
from cities.models import User


@transaction.atomic
def invite_again(*, awaited: Awaited, address_of: AddressOf, by: User, now: datetime) -> None:
    """Mail somebody their invitation once more. Raises StepRefused, LinkOver, TooSoon, TooManyMails.

    Only one that makes a leader and nothing more, by somebody who still may invite. One that an administrator sent may
    make an administrator, and whoever was removed could come back by one of their own.
    """
    refuse_unless_asking(awaited.round, now)
    if not awaited.only_leads:
        raise StepRefused(_("This person is invited to do more than answer. An administrator can send that again."))
    if not inviters_in(awaited.city, awaited.invitation.invited_by_id).exists():
        raise StepRefused(_("Whoever invited this person may not any more. An administrator can send that again."))
    send_invitation_again(
        invitation=awaited.invitation, address_of=address_of, by=by, now=now, about=about(awaited.round, [awaited], by)
    )


@transaction.atomic
def invite_all_again(*, round_: Round, address_of: AddressOf, by: User, now: datetime) -> int:
    """Mail everybody who has not joined their invitation, at most once a day each; return how many. Raises StepRefused.

    Who could not be mailed today, because the city has sent too many, comes first another day.
    """
    refuse_unless_asking(round_, now)
    waiting = list(to_invite_again(round_, now)[: mails_left(round_.city, now)])
    return send_invitations_again(
        invitations=[one.invitation for one in waiting],
        address_of=address_of,
        by=by,
        now=now,
        about=about(round_, waiting, by),
    )


def refuse_unless_asking(round_: Round, now: datetime) -> None:
    """Raise StepRefused where nobody who joins would be asked any more."""
    if round_.phase not in (Phase.DRAFT, Phase.OPEN):
        raise changed_meanwhile(round_.phase.label)
    refuse_without_ballots(round_)
    refuse_overdue(round_, now)


def about(round_: Round, waiting: Iterable[Awaited], by: User) -> About:
    """Return what says in each invitation what it is for."""
    asked = set(round_.assessment.asked_groups.values_list("group_id", flat=True))
    size = Counter(tops_of(asked).values())
    criteria = {one.invitation_id: sum(size[pk] for pk in asked & set(one.groups) or asked) for one in waiting}
    return lambda invitation: purpose(round_, by, criteria[invitation.pk])
