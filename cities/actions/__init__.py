"""What people do to cities, their members and their mail. Every write of this app is here."""

from cities.actions.audit import record_audit
from cities.actions.cities import (
    archive_city,
    bring_back_city,
    change_city,
    create_city,
    remove_logo,
    set_logo,
)
from cities.actions.invitations import (
    Invited,
    LinkOver,
    TooManyMails,
    TooSoon,
    accept_invitation,
    invite_to_city,
    join_as_new_person,
    send_invitation_again,
    show_link,
    withdraw_invitation,
)
from cities.actions.members import (
    LastAdministrator,
    add_member,
    change_member,
    leave_city,
    remove_member,
)
from cities.actions.organisations import (
    OrganisationInUse,
    add_organisation,
    change_organisation,
    remove_organisation,
)
from cities.actions.outbox import deliver_mail, queue_mail, send_mail_again, sweep_mail

__all__ = [
    "Invited",
    "LastAdministrator",
    "LinkOver",
    "OrganisationInUse",
    "TooManyMails",
    "TooSoon",
    "accept_invitation",
    "add_member",
    "add_organisation",
    "archive_city",
    "bring_back_city",
    "change_city",
    "change_member",
    "change_organisation",
    "create_city",
    "deliver_mail",
    "invite_to_city",
    "join_as_new_person",
    "leave_city",
    "queue_mail",
    "record_audit",
    "remove_logo",
    "remove_member",
    "remove_organisation",
    "send_invitation_again",
    "send_mail_again",
    "set_logo",
    "show_link",
    "sweep_mail",
    "withdraw_invitation",
]
