"""Tables of cities and people, and the base of every table that a city owns."""

from cities.models.audit import AuditEntry
from cities.models.city import City, Member, MemberRole, Organisation, Role, Sector
from cities.models.framework import EditionGrant
from cities.models.invitation import Invitation, PersonalLink
from cities.models.mail import OutgoingMail
from cities.models.owned import CityOwned, CityQuerySet, ForeignCity
from cities.models.user import User

__all__ = [
    "AuditEntry",
    "City",
    "CityOwned",
    "CityQuerySet",
    "EditionGrant",
    "ForeignCity",
    "Invitation",
    "Member",
    "MemberRole",
    "Organisation",
    "OutgoingMail",
    "PersonalLink",
    "Role",
    "Sector",
    "User",
]
