"""The mail that asks the owner of positions for their answer."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from assessments.actions.mailing import letter
from assessments.models import Position, Round
from cities.actions import Letter
from cities.models import User
from framework.queries import instrument_outlines


def letter_to_owner(positions: Sequence[Position], round_: Round, address: str, by: User) -> Letter:
    """Write one mail about positions of one owner."""
    return letter(
        "positions",
        _("Your answer, please: draft positions of %(title)s"),
        reader=positions[0].owner.user,  # type: ignore[union-attr]  # what is sent has an owner
        city=round_.city,
        assessment=round_.assessment,
        by=by,
        titles=lambda: titles_of(positions),
        reply_by=positions[0].reply_by,
        address=address,
    )


def titles_of(positions: Sequence[Position]) -> list[tuple[str, str]]:
    """Return reference and title of what the positions are about, in the language of the moment."""
    outlines = instrument_outlines({item.criterion.instrument_id for item in positions})
    names = {item.id: (item.ref, item.title) for outline in outlines.values() for item in outline.all_criteria}
    return [names[position.criterion_id] for position in positions]
