"""Second factors: set up, shown, used once, asked for by a city, and what comes of removing the last."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

from tests.accounts import app_code, factor_shown, passkey_of, signed_in_browser
from tests.factories import PASSWORD

CITY = "/c/ourtown/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def pass_password(user) -> Client:
    client = Client()
    response = client.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/sign-in/second-factor/"
    return client


def is_inside(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def with_app(cast):
    """Bo has an authenticator app and recovery codes."""
    TOTP.activate(cast.bo.user, SECRET)
    RecoveryCodes.activate(cast.bo.user)
    return cast.bo.user


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_takes_its_first_code_and_gives_recovery_codes(cast, mailoutbox):
    client = signed_in_browser(cast.bo.user)
    page = client.get("/account/app/")
    secret = page.context["form"].secret

    wrong = client.post("/account/app/", {"code": "000000"})
    done = client.post("/account/app/", {"code": app_code(secret)})
    codes = client.get(done.url).context["unused_codes"]
    file = client.get("/account/recovery/file/")

    assert wrong.context["form"].errors["code"] == ["This code is not right. Wait for the next one and type that."]
    assert (done.url, len(codes)) == ("/account/recovery/", 10)
    assert re.findall(r"^\d{8}$", file.content.decode(), re.MULTILINE) == codes
    assert file.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert mailoutbox[-1].subject == "An authenticator app was set up"


def test_it_takes_the_password_once_more_to_set_one_up(cast):
    client = Client()
    client.post("/sign-in/", {"login": cast.bo.user.email, "password": PASSWORD})

    assert client.get("/account/app/").url == "/account/confirm/?next=%2Faccount%2Fapp%2F"


def test_its_key_is_not_stored_in_the_clear(with_app):
    stored = str(Authenticator.objects.filter(user=with_app).values_list("data", flat=True))

    assert SECRET not in stored
    assert SECRET not in stored.upper()


def test_with_another_secret_key_no_code_is_taken_and_no_page_fails(with_app, settings):
    settings.SECRET_KEY = "another"
    client = pass_password(with_app)

    response = client.post("/sign-in/second-factor/", {"code": app_code(SECRET)})

    assert (response.status_code, is_inside(client)) == (200, False)


def test_an_operator_removes_the_factor_of_somebody_who_lost_it(with_app, capsys):
    inside = signed_in_browser(with_app)
    inside.post("/sign-in/second-factor/", {"code": app_code(SECRET)})
    assert is_inside(inside)

    call_command("remove_second_factor", "BO@people.example")

    assert capsys.readouterr().out == "Bo has no second factor any more, and is signed out everywhere.\n"
    assert inside.get("/account/").status_code == 302
    assert Client().post("/sign-in/", {"login": with_app.email, "password": PASSWORD}).url == "/"


def test_an_address_nobody_has_is_named(db):
    with pytest.raises(CommandError, match="Nobody has the address mo@people"):
        call_command("remove_second_factor", "mo@people.example")


def test_the_password_alone_lets_nobody_in(with_app):
    client = pass_password(with_app)

    refused = client.post("/sign-in/second-factor/", {"code": "000000"})
    inside_then = is_inside(client)
    client.post("/sign-in/second-factor/", {"code": app_code(SECRET)})

    assert (refused.status_code, inside_then, is_inside(client)) == (200, False, True)


def test_a_code_is_taken_once_for_as_long_as_it_lives(with_app, settings):
    """Also after one period, here of two seconds, when it would still be taken."""
    settings.MFA_TOTP_PERIOD, settings.MFA_TOTP_TOLERANCE = 2, 9
    first, second = pass_password(with_app), pass_password(with_app)
    code = app_code(SECRET)

    first.post("/sign-in/second-factor/", {"code": code})
    time.sleep(3.1)  # the cache counts in whole seconds
    second.post("/sign-in/second-factor/", {"code": code})

    assert (is_inside(first), is_inside(second)) == (True, False)


def test_a_recovery_code_signs_in_once(with_app):
    code = Authenticator.objects.get(user=with_app, type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = pass_password(with_app), pass_password(with_app)

    first.post("/sign-in/second-factor/", {"code": code})
    second.post("/sign-in/second-factor/", {"code": code})

    assert (is_inside(first), is_inside(second)) == (True, False)


def test_new_recovery_codes_end_the_old_ones(with_app):
    client = signed_in_browser(with_app)
    client.post("/sign-in/second-factor/", {"code": app_code(SECRET)})
    client.post("/account/confirm/", {"password": PASSWORD})
    before = client.get("/account/recovery/").context["unused_codes"]

    client.post("/account/recovery/new/")

    assert set(client.get("/account/recovery/").context["unused_codes"]).isdisjoint(before)


# --- asked for by a city ----------------------------------------------------------------------------------------


@pytest.fixture
def strict(cast):
    cast.city.requires_second_factor = True
    cast.city.save()
    return cast


@pytest.mark.parametrize("name", ["alma", "bo", "ada"])
def test_who_runs_the_programme_is_led_to_show_a_factor(name, strict, sign_in):
    client = sign_in(getattr(strict, name))

    response = client.get(CITY)
    page = client.get(response.url).content.decode()

    assert (response.status_code, response.url) == (302, f"/account/second-factor/?next={CITY}")
    assert "Ourtown asks everybody who runs its programme" in page
    assert "Set up an authenticator app" in page


@pytest.mark.parametrize("name", ["chi", "rey", "ola"])
def test_everybody_else_is_not_asked(name, strict, sign_in):
    assert sign_in(getattr(strict, name)).get(CITY).status_code == 200


def test_a_script_is_told_in_words(strict, sign_in):
    response = sign_in(strict.bo).get(CITY, headers={"HX-Request": "true"})

    assert (response.status_code, response.content.decode()) == (
        401,
        "This city asks for your second factor. Load the page again.",
    )


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_leads_back_to_where_one_wanted_to_go(strict):
    client = signed_in_browser(strict.bo.user)
    client.get(client.get(CITY).url)
    secret = client.get("/account/app/").context["form"].secret

    done = client.post("/account/app/", {"code": app_code(secret)})
    page = client.get(done.url).content.decode()

    assert 'href="/account/second-factor/"' in page
    assert client.get("/account/second-factor/").url == CITY
    assert client.get(CITY).status_code == 200


def test_one_who_has_a_factor_shows_it_and_goes_on(strict, sign_in):
    TOTP.activate(strict.bo.user, SECRET)
    RecoveryCodes.activate(strict.bo.user)
    client = sign_in(strict.bo)
    page = client.get(client.get(CITY).url).content.decode()
    assert 'href="/account/confirm/code/?next=/account/second-factor/"' in page

    done = client.post("/account/confirm/code/", {"code": app_code(SECRET), "next": "/account/second-factor/"})

    assert client.get(done.url).url == CITY
    assert client.get(CITY).status_code == 200


def test_without_the_last_factor_the_door_is_shut_again(strict):
    client = factor_shown(signed_in_browser(strict.bo.user), strict.bo.user)
    assert client.get(CITY).status_code == 200
    client.post("/account/confirm/", {"password": PASSWORD})

    warned = client.get("/account/app/remove/").content.decode()
    client.post("/account/app/remove/")

    assert "It is your last second factor, and Ourtown asks for one" in warned
    assert client.get(CITY).status_code == 302


@pytest.mark.parametrize("other", ["a second one", "a lenient city"])
def test_nobody_is_warned_without_need(other, strict):
    if other == "a second one":
        passkey_of(strict.bo.user)
    else:
        strict.city.requires_second_factor = False
        strict.city.save()
    client = factor_shown(signed_in_browser(strict.bo.user), strict.bo.user)
    client.post("/account/confirm/", {"password": PASSWORD})

    assert "last second factor" not in client.get("/account/app/remove/").content.decode()


def test_the_question_costs_one_query_where_it_is_asked_and_none_elsewhere(strict, count_queries):
    client = factor_shown(signed_in_browser(strict.bo.user), strict.bo.user)
    costs = []

    for asked in (True, False):
        strict.city.requires_second_factor = asked
        strict.city.save()
        with count_queries() as statements:
            assert client.get(CITY).status_code == 200
        costs.append(len(statements))

    assert costs[0] - costs[1] == 1
