"""Who may do what, spelled out: a change of the table is a change here."""

import pytest

from cities.models import Role
from cities.permissions import PERMISSIONS, Membership, Permission, permissions_of

RUNS = {
    Permission.VIEW_CITY,
    Permission.ANSWER,
    Permission.RUN_ASSESSMENTS,
    Permission.VIEW_RESULTS,
    Permission.REQUEST_REPORTS,
    Permission.VIEW_REPORTS,
}
READS = {Permission.VIEW_CITY, Permission.VIEW_RESULTS, Permission.VIEW_REPORTS}


def test_the_table():
    assert dict(PERMISSIONS) == {
        Role.ADMINISTRATOR: RUNS | {Permission.MANAGE_CITY},
        Role.PROGRAMME_MANAGER: RUNS,
        Role.FACILITATOR: RUNS,
        Role.LEADER: {Permission.VIEW_CITY, Permission.ANSWER, Permission.VIEW_RESULTS, Permission.VIEW_REPORTS},
        Role.REVIEWER: READS | {Permission.REVIEW},
        Role.OBSERVER: READS,
    }
    assert set(Permission) == RUNS | {Permission.MANAGE_CITY, Permission.REVIEW}
    assert set(PERMISSIONS) == set(Role)


def test_several_roles_add_up():
    assert permissions_of([Role.OBSERVER, Role.LEADER]) == PERMISSIONS[Role.LEADER]
    assert permissions_of(["observer", "facilitator"]) == RUNS
    assert permissions_of([]) == set()


def test_a_role_that_does_not_exist_is_a_fault():
    with pytest.raises(ValueError, match="mayor"):
        permissions_of(["mayor"])


@pytest.mark.parametrize("permission", Permission)
def test_a_membership_may_what_its_permissions_say(permission):
    membership = Membership(member=None, roles=frozenset({"leader"}), permissions=PERMISSIONS[Role.LEADER])

    assert membership.may(permission) == (permission in {*READS, Permission.ANSWER})
