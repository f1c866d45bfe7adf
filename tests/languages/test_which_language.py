"""Which language somebody gets: their own choice, else their city's, else their browser's, else the portal's own."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cities.actions import invite_to_city, send_mail_again, show_link
from cities.models import City, OutgoingMail, Role, User
from cities.rules.addresses import Addressee
from tests.pseudo import LANGUAGES, LONGER, MIRRORED

OURS = "en-gb"
HTML = re.compile(r'<html lang="([\w-]+)" dir="(\w+)">')


def spoken_on(client, address) -> tuple[str, str]:
    """Return the language of a page, as it says itself, and its direction."""
    response = client.get(address)
    found = HTML.search(response.content.decode())
    assert response["Content-Language"] == found[1]
    return found.groups()


@pytest.fixture
def chi(cast, pseudo_languages):
    """Return a function that gives Chi's browser, once she, her city and the browser have their wishes."""

    def browser(person="", city=OURS, accepted=""):
        User.objects.filter(pk=cast.chi.user_id).update(language=person)
        City.objects.filter(pk=cast.city.pk).update(language=city)
        client = Client(headers={"accept-language": accepted} if accepted else {})
        client.force_login(cast.chi.user)
        return client

    return browser


@pytest.mark.parametrize(
    ("wishes", "in_the_city", "outside"),
    [
        ({}, OURS, OURS),
        ({"accepted": LONGER}, OURS, LONGER),
        ({"city": LONGER}, LONGER, OURS),
        ({"city": LONGER, "accepted": MIRRORED}, LONGER, MIRRORED),
        ({"person": MIRRORED, "city": LONGER, "accepted": OURS}, MIRRORED, MIRRORED),
        ({"person": OURS, "city": LONGER, "accepted": LONGER}, OURS, OURS),
        # what the portal does not speak, though Django, allauth and crispy do, counts for nothing
        ({"person": "de", "city": "fr", "accepted": "he"}, OURS, OURS),
        ({"person": "de", "city": LONGER}, LONGER, OURS),
    ],
)
def test_the_own_choice_then_the_citys_then_the_browsers(wishes, in_the_city, outside, chi, cast):
    client = chi(**wishes)

    assert spoken_on(client, f"/c/{cast.city.slug}/")[0] == in_the_city
    assert spoken_on(client, reverse("account"))[0] == outside


def test_the_direction_and_its_stylesheet_follow(chi, cast):
    address = f"/c/{cast.city.slug}/"

    for language, direction, sheet in (
        (MIRRORED, "rtl", "bootstrap.rtl.min.css"),
        (LONGER, "ltr", "bootstrap.min.css"),
    ):
        client = chi(person=language)
        assert spoken_on(client, address) == (language, direction)
        assert re.findall(r"bootstrap/css/([\w.]+)\"", client.get(address).content.decode()) == [sheet]


def test_a_refusal_is_in_the_readers_language_too(chi, cast):
    response = chi(city=LONGER).get(reverse("cities:settings", args=[cast.city.slug]))

    assert (response.status_code, HTML.search(response.content.decode())[1]) == (403, LONGER)


def test_nobodys_language_is_left_for_the_next_request(chi, cast):
    assert spoken_on(chi(person=MIRRORED), "/account/")[0] == MIRRORED
    assert spoken_on(Client(), reverse("sign-in"))[0] == OURS


def test_a_language_of_django_and_allauth_never_shows(cast):
    """A form that is wrong in three ways: every word on it is in the portal's language, whatever the browser wants."""
    client = Client(headers={"accept-language": "de,fr;q=0.9,ar;q=0.8"})

    german = client.post(reverse("sign-in"), {"login": "", "password": ""})
    plain = Client().post(reverse("sign-in"), {"login": "", "password": ""})

    def words(page):
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"', "", page.content.decode())

    assert words(german) == words(plain)
    assert german["Content-Language"] == OURS


def test_one_chooses_on_the_account_page_where_there_is_a_choice(chi):
    client = chi()
    assert "Change language" in client.get(reverse("account")).content.decode()

    page = client.post(reverse("account-language"), {"language": MIRRORED}, follow=True)

    assert HTML.search(page.content.decode()).groups() == (MIRRORED, "rtl")
    assert [str(message) for message in page.context["messages"]] == ["⟦ىوعر لانجعاجه يس ساطهد.⟧"]
    assert f"<bdi>{LANGUAGES[MIRRORED]}</bdi>" in page.content.decode()
    assert f'<option value="{LONGER}" lang="{LONGER}">' in client.get(reverse("account-language")).content.decode()
    client.post(reverse("account-language"), {"language": ""})
    assert spoken_on(client, reverse("account"))[0] == OURS


def test_a_language_there_is_not_is_refused(chi, cast):
    page = chi().post(reverse("account-language"), {"language": "de"})

    assert page.context["form"].errors.keys() == {"language"}
    assert User.objects.get(pk=cast.chi.user_id).language == ""


def test_with_one_language_there_is_nothing_to_choose(cast, sign_in):
    assert "Change language" not in sign_in(cast.chi).get(reverse("account")).content.decode()
    assert "So far it speaks one language only." in sign_in(cast.chi).get(reverse("account-language")).content.decode()


def invite(cast, email="new@people.example"):
    return invite_to_city(
        city=City.objects.get(pk=cast.city.pk),
        people=[Addressee(email, "")],
        organisation=cast.chi.organisation,
        roles=[Role.LEADER],
        address_of=lambda token: token,
        by=cast.ada.user,
        now=timezone.now(),
    ).asked[0]


def test_an_invitation_is_in_the_citys_language_from_the_mail_to_the_page(chi, cast):
    chi(city=LONGER)
    with translation.override(MIRRORED):
        invitation = invite(cast)
    link = show_link(invitation=invitation, by=cast.ada.user, now=timezone.now())

    sent = OutgoingMail.objects.get(to="new@people.example")
    assert sent.subject == "⟦Ada ííñṽííţééš ýóóúú ţóó ţĥéé šɱááŕţ çííţý þŕóóĝŕááɱɱéé óóƒ Ourtown⟧"
    assert "⟦Ĥééļļóó,⟧" in sent.body
    assert spoken_on(Client(), reverse("join", args=[link])) == (LONGER, "ltr")


def test_an_invitation_to_somebody_who_chose_a_language_is_in_that(chi, cast):
    chi(city=LONGER)
    User.objects.create_user("otto2@people.example", "Otto", language=MIRRORED)

    invite(cast, "otto2@people.example")

    assert OutgoingMail.objects.get(to="otto2@people.example").body.startswith("⟦حهللو,⟧")


def test_a_mail_about_an_account_is_in_the_language_of_who_asks(chi, cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    chi(person=LONGER)

    Client(headers={"accept-language": MIRRORED}).post(
        reverse("account_request_login_code"), {"email": cast.chi.user.email}
    )

    assert [re.findall("[a-zA-Z]{3,}", message.subject) for message in mail.outbox] == [[]]


def test_why_a_mail_failed_is_told_in_the_readers_language(chi, cast, sign_in):
    User.objects.filter(pk=cast.ada.user_id).update(language=LONGER)
    invitation = invite(cast)
    failed = OutgoingMail.objects.filter(to=invitation.email)
    failed.update(status="failed", reason="The mail server cannot be reached.")

    page = sign_in(cast.ada).get(reverse("cities:mail", args=[cast.city.slug])).content.decode()

    assert "⟦Ţĥéé ɱááííļ šééŕṽééŕ" in page
    assert "cannot be reached" not in page
    assert send_mail_again(mail=failed.get(), by=cast.ada.user, now=timezone.now())
