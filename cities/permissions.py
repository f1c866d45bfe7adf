"""Who may do what in a city: one table from roles to permissions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cities.models import City, Member, Role


class Permission(StrEnum):
    """Something that a member may do."""

    VIEW_CITY = "view city"
    ANSWER = "answer"
    RUN_ASSESSMENTS = "run assessments"
    VIEW_RESULTS = "view results"
    REVIEW = "review"
    REQUEST_REPORTS = "request reports"
    VIEW_REPORTS = "view reports"
    MANAGE_CITY = "manage city"


READ = {Permission.VIEW_CITY, Permission.VIEW_RESULTS, Permission.VIEW_REPORTS}
RUN = {Permission.RUN_ASSESSMENTS, Permission.REQUEST_REPORTS}

MANAGE = {Permission.MANAGE_CITY}

PROGRAMME_ROLES = frozenset({Role.ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.FACILITATOR})
"""Those who run the programme: a city can ask them for a second factor."""

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(READ | RUN | MANAGE | {Permission.ANSWER}),
    Role.PROGRAMME_MANAGER: frozenset(READ | RUN | {Permission.ANSWER}),
    Role.FACILITATOR: frozenset(READ | RUN | {Permission.ANSWER}),
    Role.LEADER: frozenset(READ | {Permission.ANSWER}),
    Role.REVIEWER: frozenset(READ | {Permission.REVIEW}),
    Role.OBSERVER: frozenset(READ),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Return all that the holder of `roles` may do."""
    return frozenset().union(*(PERMISSIONS[Role(role)] for role in roles))


@dataclass(frozen=True, slots=True)
class Membership:
    """A member with what they may do."""

    member: Member
    roles: frozenset[str]
    permissions: frozenset[Permission]

    @property
    def city(self) -> City:
        return self.member.city

    @property
    def must_show_factor(self) -> bool:
        """Tell whether the city asks this member for a second factor."""
        return self.city.requires_second_factor and not self.roles.isdisjoint(PROGRAMME_ROLES)

    def may(self, permission: Permission) -> bool:
        """Tell whether the member may do this."""
        return permission in self.permissions

    @property
    def manages_city(self) -> bool:
        """Whether settings, people and the log are open to the member: templates cannot ask `may`."""
        return self.may(Permission.MANAGE_CITY)
