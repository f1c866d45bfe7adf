"""Where and with whom the demo's assessments run: people, statements and days, found by the names the files use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from assessments.models import Recommendation
from cities.models import City, Member, User
from framework.models import Criterion, Group
from framework.queries import CHECKLIST, current_instrument, instrument_outline, top_groups
from scf_portal.demo import data


@dataclass(frozen=True, slots=True)
class Scene:
    """The city as it is set up. `members` by handle, `criteria` and `factors` by ref, in the framework's order.
    `advised` grows: what reviewers have recommended so far, by its key in the file.

    An edition with fewer statements than the demo knows runs a smaller demo: what is said of the others is left out.
    """

    city: City
    planned: data.City
    members: Mapping[str, Member]
    criteria: Mapping[str, Criterion]
    factors: Mapping[str, Group]
    today: date
    advised: dict[str, Recommendation] = field(default_factory=dict)

    @property
    def facilitator(self) -> User:
        return self.user(self.planned.sign_in[0])

    def user(self, handle: str) -> User:
        return self.members[handle].user

    def owner(self, handle: str) -> Member | None:
        return self.members[handle] if handle else None

    def on(self, day: int) -> date:
        return self.today + timedelta(days=day)

    def perhaps_on(self, day: int | None) -> date | None:
        return None if day is None else self.on(day)

    def at(self, day: int, hour: int = 9) -> datetime:
        return datetime.combine(self.on(day), time(hour), tzinfo=self.city.zone)

    def knows(self, factor: str) -> bool:
        """Whether this edition has the factor; "" stands for the whole."""
        return not factor or factor in self.factors


def set_scene(city: City, planned: data.City, members: Mapping[str, Member], today: date) -> Scene:
    """Raises NoFramework where none is loaded."""
    checklist = current_instrument(CHECKLIST)
    rows = Criterion.objects.filter(instrument=checklist).select_related("instrument")
    found = {criterion.ref: criterion for criterion in rows}
    return Scene(
        city=city,
        planned=planned,
        members=members,
        criteria={item.ref: found[item.ref] for item in instrument_outline(checklist.pk).all_criteria},
        factors={group.ref: group for group in top_groups(checklist)},
        today=today,
    )
