"""The operators' pages: who comes in, what stands there, and what never does."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.models import AuditEntry, City, CityOwned, User
from framework.models import Edition
from tests.accounts import operator_browser, signed_in_browser
from tests.factories import PASSWORD


@pytest.fixture
def operator(db) -> Client:
    return operator_browser()


def test_nothing_that_a_city_wrote_is_registered():
    assert set(admin.site._registry) == {User, City, Edition}
    assert [model for model in admin.site._registry if issubclass(model, CityOwned)] == []


def test_an_operator_made_by_the_command_is_led_to_a_second_factor_first(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", email="Op@portal.example", name="Op", verbosity=0)
    client = signed_in_browser(User.objects.get(email="op@portal.example"))

    response = client.get("/operator/")

    assert (response.status_code, response.url) == (302, "/account/second-factor/?next=/operator/")
    assert "Set up an authenticator app" in client.get(response.url).content.decode()


def test_having_a_factor_is_not_enough_without_showing_it(operator):
    elsewhere = Client()
    elsewhere.force_login(User.objects.get(is_superuser=True))

    assert elsewhere.get("/operator/").url == "/account/second-factor/?next=/operator/"
    assert operator.get("/operator/").status_code == 200


def test_everybody_else_finds_nothing(cast, sign_in):
    assert sign_in(cast.ada).get("/operator/").status_code == 404
    assert Client().get("/operator/").url == "/sign-in/?next=/operator/"


def test_an_operator_switches_a_person_off_and_sees_no_password(operator, cast):
    chi = cast.chi.user
    address = reverse("admin:cities_user_change", args=[chi.pk])

    page = operator.get(address).content.decode()
    operator.post(address, {"email": "new@people.example", "is_superuser": "on"})

    chi.refresh_from_db()
    assert chi.password not in page
    assert "md5" not in page
    assert (chi.is_active, chi.is_superuser, chi.email) == (False, False, "chi@people.example")


@pytest.mark.parametrize("model", ["cities_user", "cities_city", "framework_edition"])
def test_nobody_adds_or_deletes(model, operator, cast, edition):
    row = {"cities_user": cast.chi.user, "cities_city": cast.city, "framework_edition": edition}[model]
    listed = operator.get(reverse(f"admin:{model}_changelist"))

    assert listed.status_code == 200
    assert "delete_selected" not in listed.content.decode()
    for end in ("add/", f"{row.pk}/delete/"):
        assert operator.post(reverse(f"admin:{model}_changelist") + end, {"post": "yes"}).status_code == 404


def test_people_are_found_by_address_alone(operator, cast):
    def found(words):
        return [user.name for user in operator.get("/operator/cities/user/", {"q": words}).context["cl"].result_list]

    assert (found("chi@people"), found("Olga")) == (["Chi"], [])


def test_an_operator_archives_a_city_and_brings_it_back(operator, cast, everywhere):
    for action, archived in (("archive", True), ("bring_back", False)):
        operator.post("/operator/cities/city/", {"action": action, "_selected_action": [cast.city.pk]})
        cast.city.refresh_from_db()
        assert (cast.city.archived_at is not None) is archived

    verbs = AuditEntry.objects.filter(city=cast.city).order_by("pk").values_list("verb", "actor__name")
    assert list(verbs)[-2:] == [("archived", "Olga Operator"), ("brought back", "Olga Operator")]


def test_a_city_itself_is_not_changed_here(operator, cast):
    address = reverse("admin:cities_city_change", args=[cast.city.pk])

    operator.post(address, {"name": "Elsewhere", "slug": "elsewhere", "archived_at_0": timezone.now().date()})

    cast.city.refresh_from_db()
    assert (cast.city.name, cast.city.slug, cast.city.archived_at) == ("Ourtown", "ourtown", None)


def test_what_a_city_loaded_for_itself_is_not_there(operator, edition):
    own = Edition.objects.create(key="c1_own", status="draft", language="en", source="ours", shared=False)

    listed = operator.get(reverse("admin:framework_edition_changelist"))

    assert list(listed.context["cl"].result_list) == [edition]
    assert operator.get(reverse("admin:framework_edition_change", args=[edition.pk])).status_code == 200
    assert operator.get(reverse("admin:framework_edition_change", args=[own.pk])).status_code == 302
