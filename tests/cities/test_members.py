"""Members change and go; one administrator always stays."""

from datetime import UTC, datetime

import pytest

from cities import actions
from cities.models import (
    AuditEntry,
    ForeignCity,
    Invitation,
    MemberRole,
    Organisation,
    OutgoingMail,
    PersonalLink,
    Role,
    Sector,
)
from cities.queries import members_of
from tests.factories import MemberFactory, OrganisationFactory, UserFactory

NOW = datetime(2027, 3, 28, 12, tzinfo=UTC)


def change(member, by, **given):
    details = {
        "organisation": member.organisation,
        "job_title": member.job_title,
        "roles": [held.role for held in member.roles.all()],
    }
    actions.change_member(member=member, by=by.user, now=NOW, **details | given)


def roles(member):
    return sorted(MemberRole.objects.filter(member=member).values_list("role", flat=True))


def test_a_member_gets_other_roles_and_another_organisation(cast):
    guild = OrganisationFactory(city=cast.city)

    change(cast.chi, cast.ada, organisation=guild, job_title="Chair", roles=[Role.REVIEWER, Role.OBSERVER])

    cast.chi.refresh_from_db()
    assert (cast.chi.organisation, cast.chi.job_title, roles(cast.chi)) == (guild, "Chair", ["observer", "reviewer"])
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.fields, entry.actor) == ("changed", ["organisation", "job_title", "roles"], cast.ada.user)


def test_saving_what_stands_already_leaves_no_trace(cast):
    change(cast.chi, cast.ada)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda ada: change(ada, ada, roles=[Role.LEADER]),
        lambda ada: actions.remove_member(member=ada, by=ada.user, now=NOW),
        lambda ada: actions.leave_city(member=ada, now=NOW),
    ],
    ids=["change", "remove", "leave"],
)
def test_the_last_administrator_stays(act, cast):
    with pytest.raises(actions.LastAdministrator):
        act(cast.ada)

    cast.ada.refresh_from_db()
    assert (roles(cast.ada), cast.ada.archived_at) == (["administrator"], None)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("other", ["present", "archived", "switched off"])
def test_only_an_administrator_who_can_sign_in_lets_the_other_go(other, cast):
    second = MemberFactory(
        city=cast.city,
        roles=[Role.ADMINISTRATOR],
        user=UserFactory(is_active=other != "switched off"),
        archived_at=NOW if other == "archived" else None,
    )
    if other == "present":
        actions.leave_city(member=cast.ada, now=NOW)
        assert second in members_of(cast.city)
        assert cast.ada not in members_of(cast.city)
    else:
        with pytest.raises(actions.LastAdministrator):
            actions.leave_city(member=cast.ada, now=NOW)


def test_who_comes_back_has_the_roles_given_now_and_no_others(cast):
    """Somebody who was removed as a facilitator must not be one again because they are invited as an observer."""
    actions.remove_member(member=cast.bo, by=cast.ada.user, now=NOW)

    back = actions.add_member(
        city=cast.city, user=cast.bo.user, organisation=cast.bo.organisation, roles=[Role.OBSERVER], by=None, now=NOW
    )

    assert (back.pk, back.archived_at, roles(back)) == (cast.bo.pk, None, ["observer"])


def test_a_role_added_through_the_relation_passes_the_guard_too(cast):
    theirs = MemberRole.guarded_base.filter(city=cast.other_city).first()

    with pytest.raises(ForeignCity):
        cast.chi.roles.add(theirs)


def test_an_organisation_is_corrected_and_only_an_empty_one_goes(cast):
    empty = OrganisationFactory(city=cast.city)

    actions.change_organisation(organisation=empty, name="Guild", sector=Sector.THIRD, by=cast.ada.user, now=NOW)
    actions.change_organisation(organisation=empty, name="Guild", sector=Sector.THIRD, by=cast.ada.user, now=NOW)
    with pytest.raises(actions.OrganisationInUse):
        actions.remove_organisation(organisation=cast.chi.organisation, by=cast.ada.user, now=NOW)

    empty.refresh_from_db()
    assert (empty.name, empty.sector) == ("Guild", "third")
    assert [(entry.verb, entry.fields) for entry in AuditEntry.objects.all()] == [("changed", ["name", "sector"])]
    actions.remove_organisation(organisation=empty, by=cast.ada.user, now=NOW)
    assert not Organisation.objects.filter(name="Guild").exists()


def test_a_search_finds_names_addresses_and_organisations(cast):
    assert [str(member) for member in members_of(cast.city, "CH")] == ["Chi"]
    assert [str(member) for member in members_of(cast.city, "rey@", in_addresses=True)] == ["Rey"]
    assert members_of(cast.city, "rey@").count() == 0
    assert members_of(cast.city, "city hall").count() == 6
    assert members_of(cast.city, "otto").count() == 0


def test_a_mail_of_another_city_cannot_stand_behind_a_link(cast):
    """The outbox knows no scope, so the guard is all that keeps the two apart."""
    theirs = OutgoingMail.objects.create(
        city=cast.other_city, to="x@people.example", subject="x", created_at=NOW, due_at=NOW
    )
    invitation = Invitation.objects.create(
        city=cast.city,
        email="mo@people.example",
        organisation=cast.ada.organisation,
        invited_by=cast.ada.user,
        invited_at=NOW,
    )
    link = PersonalLink(city=cast.city, invitation=invitation, purpose="join", created_at=NOW, expires_at=NOW)

    link.mail = theirs
    with pytest.raises(ForeignCity):
        link.save()
