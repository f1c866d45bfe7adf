"""The mails that ask the owners of positions for their answer."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.actions.mailing import letter
from assessments.models import Position, Round
from cities.actions import Letter
from cities.models import Member, User
from framework.queries import instrument_outlines


def letters_to_owners(positions: Iterable[Position], round_: Round, address: str, by: User) -> list[Letter]:
    """Write each owner one mail about all their positions; their words are read once for each language."""
    rows = list(positions)
    instruments = {row.criterion.instrument_id for row in rows}
    theirs: dict[Member, list[Position]] = defaultdict(list)
    for row in rows:
        if row.owner:
            theirs[row.owner].append(row)

    @cache
    def titles(_language: str | None) -> dict[int, tuple[str, str]]:
        outlines = instrument_outlines(instruments).values()
        return {item.id: (item.ref, item.title) for outline in outlines for item in outline.all_criteria}

    return [
        letter(
            "positions",
            _("Your answer, please: draft positions of %(title)s"),
            reader=owner.user,
            city=round_.city,
            assessment=round_.assessment,
            by=by,
            titles=lambda owned=owned: [titles(get_language())[row.criterion_id] for row in owned],
            reply_by=owned[0].reply_by,
            address=address,
        )
        for owner, owned in theirs.items()
    ]
