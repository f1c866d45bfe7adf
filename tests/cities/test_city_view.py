"""The way into a city: who passes, who is told what, and what is active inside."""

import pytest
from django.http import JsonResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from django_scopes import get_scope

from cities.access import city_view
from cities.models import MemberRole
from cities.permissions import Permission
from scf_portal.urls import urlpatterns as portal
from tests.factories import MemberFactory

pytestmark = pytest.mark.urls(__name__)


@city_view(Permission.RUN_ASSESSMENTS)
def look_inside(request, number):
    if number == 0:
        message = "the view breaks"
        raise ValueError(message)
    return JsonResponse(
        {
            "number": number,
            "city": request.city.slug,
            "member": request.member.pk,
            "roles": sorted(request.membership.roles),
            "scope": get_scope()["city"].slug,
            "time zone": timezone.get_current_timezone_name(),
        }
    )


urlpatterns = [path("inside/<slug:city>/<int:number>/", look_inside), *portal]

OURS = "/inside/ourtown/7/?page=2"


def test_nobody_signed_in_is_led_to_the_sign_in_page_and_back(cast):
    response = Client().get(OURS)

    assert (response.status_code, response.url) == (302, "/sign-in/?next=/inside/ourtown/7/%3Fpage%3D2")


def test_a_script_is_told_that_nobody_is_signed_in(cast):
    """A redirect would put the sign-in page into the page that is open."""
    response = Client().post(OURS, headers={"HX-Request": "true"})

    assert (response.status_code, response.content.decode()) == (
        401,
        "You are signed out. Sign in again, then try again.",
    )


def test_a_person_who_was_switched_off_is_signed_out(cast, sign_in):
    client = sign_in(cast.bo)
    cast.bo.user.is_active = False
    cast.bo.user.save()

    assert client.get(OURS).status_code == 302


def test_an_outsider_finds_nothing_as_if_there_were_no_such_city(cast, sign_in):
    client = sign_in(cast.otto)

    there, nowhere = client.get(OURS), client.get("/inside/no-such-town/7/")

    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    assert "There is nothing at this address" in there.content.decode()
    assert "Ourtown" not in there.content.decode()


def test_an_archived_city_is_not_found_by_its_own_people(cast, sign_in):
    client = sign_in(cast.bo)
    assert client.get(OURS).status_code == 200
    cast.city.archived_at = timezone.now()
    cast.city.save()

    assert client.get(OURS).status_code == 404


def test_a_member_who_left_finds_nothing(cast, sign_in):
    client = sign_in(cast.bo)
    cast.bo.archived_at = timezone.now()
    cast.bo.save()

    assert client.get(OURS).status_code == 404


def test_a_member_without_any_role_finds_nothing(cast, sign_in):
    MemberRole.objects.filter(member=cast.bo).delete()

    assert sign_in(cast.bo).get(OURS).status_code == 404


def test_a_member_without_the_permission_is_told_whom_to_ask(cast, sign_in):
    response = sign_in(cast.chi).get(OURS)

    assert response.status_code == 403
    assert [template.name for template in response.templates] == ["403.html", "components/error_page.html"]
    assert "Your role in this city does not include it." in response.content.decode()


def test_inside_everything_is_of_the_city(cast, sign_in):
    MemberRole.objects.create(city=cast.city, member=cast.bo, role="leader")

    response = sign_in(cast.bo).get(OURS)

    assert response.json() == {
        "number": 7,
        "city": "ourtown",
        "member": cast.bo.pk,
        "roles": ["facilitator", "leader"],
        "scope": "ourtown",
        "time zone": "Europe/London",
    }


def test_the_time_zone_is_that_of_the_city(cast, sign_in):
    cast.city.time_zone = "Pacific/Auckland"
    cast.city.save()

    assert sign_in(cast.bo).get(OURS).json()["time zone"] == "Pacific/Auckland"
    assert timezone.get_current_timezone_name() == "UTC"


def test_what_was_active_inside_ends_with_a_view_that_breaks(cast, sign_in):
    outside = get_scope()

    with pytest.raises(ValueError, match="the view breaks"):
        sign_in(cast.bo).get("/inside/ourtown/0/")

    assert get_scope() == outside
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_member_of_two_cities_is_in_each_what_they_are_there(cast, sign_in):
    """Otto administers Theirtown; in Ourtown he becomes an observer and no more."""
    MemberFactory(city=cast.city, user=cast.otto.user, roles=["observer"])
    client = sign_in(cast.otto)

    assert client.get(OURS).status_code == 403
    assert client.get("/inside/theirtown/7/").json()["roles"] == ["administrator"]


def test_passing_the_wall_costs_one_query_however_many_roles_one_has(cast, sign_in, count_queries):
    """Beside those for session and person."""
    MemberRole.objects.create(city=cast.city, member=cast.bo, role="leader")
    client = sign_in(cast.bo)

    with count_queries() as queries:
        client.get(OURS)

    assert len([query for query in queries if "django_session" not in query]) == 2
