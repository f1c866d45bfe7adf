"""Invitations into a city, and the personal links that accept them."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models.city import Member, Organisation
from cities.models.mail import OutgoingMail
from cities.models.owned import CityOwned
from cities.models.user import User


class Invitation(CityOwned):
    """Somebody asked to join a city: pending until it is accepted or withdrawn."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    job_title = models.CharField(_("job title"), max_length=150, blank=True)
    roles = models.JSONField(default=list)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_pending_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="invitation_accepted_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(member__isnull=False), name="invitation_accepted_by_member"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None


class PersonalLink(CityOwned):
    """One link that lets its holder act for an invitation. Only a hash of its secret is kept.

    `mail` is the mail it was sent by: whoever uses it has read that mailbox. A link that was shown on a screen, to be
    copied or scanned, has none, and proves nothing about the address.
    """

    class Purpose(models.TextChoices):
        JOIN = "join", _("Join the city")

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    mail = models.ForeignKey(OutgoingMail, models.PROTECT, null=True, blank=True, related_name="+")
    was_mailed = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=["join"]), name="personal_link_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"

    def is_live(self, now: datetime) -> bool:
        """Tell whether the link can still be used."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at
