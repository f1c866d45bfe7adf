"""The wall is asked anew with every request: what somebody may no longer do is over at once, signed in or not."""

from contextlib import contextmanager

import pytest
from django.utils import timezone
from django_scopes import scope

from assessments.models import Position
from cities.actions import archive_city, change_member, remove_member
from cities.models import Member, MemberRole, Organisation, Role
from reports.models import ReportJob
from tests import two_cities as fixtures
from tests.access_table import TABLE
from tests.factories import MemberFactory, UserFactory
from tests.two_cities import HTMX, IN_A_CITY, Side, ask, undone, writing

pytestmark = pytest.mark.once

two_cities, stage = fixtures.two_cities, fixtures.stage

WAYS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])


@pytest.fixture
def side(stage) -> Side:
    """Our member with every role, beside another administrator, with a session that has been used."""
    MemberFactory(city=stage.ours.city, user=UserFactory(), roles=[Role.ADMINISTRATOR])
    assert set(statuses(stage.ours, MANAGED)) == {200}
    return stage.ours


MANAGED = [line for line in IN_A_CITY if line.name in ("cities:settings", "cities:audit-file", "reports:file")]


def statuses(side: Side, lines=IN_A_CITY, **headers) -> list[int]:
    """Send every request with the session from before; none may write anything while it is refused."""
    found = []
    for line in lines:
        with undone(), writing() as written:
            response = ask(side.client, line, side.names, **headers)
        assert response.status_code < 400 or not written, str(line)
        found.append(response.status_code)
    return found


@contextmanager
def in_city(side: Side):
    with scope(city=side.city):
        yield {"by": side.member.user, "now": timezone.now()}


@WAYS
def test_a_member_who_was_removed_finds_nothing_any_more(side, headers):
    with in_city(side) as act:
        remove_member(member=side.member, **act)

    assert set(statuses(side, **headers)) == {404}


@WAYS
def test_a_member_without_roles_finds_nothing_any_more(side, headers):
    side.owns(MemberRole).filter(member=side.member).delete()

    assert set(statuses(side, **headers)) == {404}


@WAYS
def test_a_city_that_was_archived_is_not_there_any_more(side, headers):
    with in_city(side) as act:
        archive_city(city=side.city, **act)

    assert set(statuses(side, **headers)) == {404}


@WAYS
def test_a_person_who_was_switched_off_is_signed_out_everywhere(side, headers):
    side.member.user.is_active = False
    side.member.user.save()

    assert statuses(side, **headers) == [
        401 if headers or line.is_handed_back else line.expected("anonymous") for line in IN_A_CITY
    ]


@WAYS
def test_a_member_keeps_only_what_the_roles_they_still_have_allow(side, headers):
    """The table says what an observer reaches; a signed-in page left open says nothing more.

    Who answers for a position does so whatever their role, so that somebody else has to.
    """
    side.owns(Position).order_by().update(owner=side.owns(Member).exclude(pk=side.member.pk).first())
    with in_city(side) as act:
        change_member(
            member=side.member,
            organisation=Organisation.objects.get(pk=side.member.organisation_id),
            job_title="",
            roles=[Role.OBSERVER],
            **act,
        )

    assert statuses(side, **headers) == [line.expected("ola") for line in IN_A_CITY]


@pytest.mark.parametrize(
    "name", ["reports:file", "reports:status", "cities:logo", "cities:audit-file", "assessments:evidence-file"]
)
def test_the_address_of_a_file_leads_nowhere_for_who_has_left(side, name):
    """A file is fetched by its city and its reader, never by its address alone."""
    line = next(line for line in TABLE if line.name == name)
    with undone():
        before = ask(side.client, line, side.names)
    with in_city(side) as act:
        remove_member(member=side.member, **act)

    after = ask(side.client, line, side.names)

    assert (before.status_code, after.status_code) == (200, 404)
    assert side.word not in after.body.decode()


def test_the_file_of_a_report_that_is_gone_is_gone_with_it(stage):
    line = next(line for line in TABLE if line.name == "reports:file")
    stage.ours.owns(ReportJob).order_by().delete()

    assert ask(stage.ours.client, line, stage.ours.names).status_code == 404
