"""Tables of cities and people, and the base of every table that a city owns."""

from cities.models.city import AuditEntry, City, Member, MemberRole, Organisation, Role, Sector
from cities.models.owned import CityOwned, CityQuerySet, ForeignCity
from cities.models.user import User

__all__ = [
    "AuditEntry",
    "City",
    "CityOwned",
    "CityQuerySet",
    "ForeignCity",
    "Member",
    "MemberRole",
    "Organisation",
    "Role",
    "Sector",
    "User",
]
