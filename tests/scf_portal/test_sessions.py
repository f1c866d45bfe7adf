"""Where one is signed in: told in words, ended from afar, and ended by a new password."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from cities.models import User
from scf_portal.accounts.devices import device
from tests.accounts import code_in, signed_in_browser
from tests.factories import PASSWORD

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Safari/537.36"
)


def is_inside(client) -> bool:
    return client.get("/account/").status_code == 200


def test_each_browser_is_told_in_words_this_one_first(cast):
    signed_in_browser(cast.chi.user, **{"user-agent": CHROME})
    here = signed_in_browser(cast.chi.user)

    found = here.get("/account/sessions/").context["sessions"]

    assert [(one.device, one.ip, one.is_current) for one in found] == [
        ("Firefox on Linux", "127.0.0.1", True),
        ("Chrome on Windows", "127.0.0.1", False),
    ]


def test_another_browser_is_signed_out_from_here(cast):
    there, here = signed_in_browser(cast.chi.user), signed_in_browser(cast.chi.user)
    other = here.get("/account/sessions/").context["sessions"][1]

    here.post(f"/account/sessions/{other.id}/end/")

    assert (is_inside(there), is_inside(here)) == (False, True)


def test_nobody_signs_out_somebody_else(cast):
    theirs, ours = signed_in_browser(cast.bo.user), signed_in_browser(cast.chi.user)
    session = UserSession.objects.get(user=cast.bo.user)

    assert ours.post(f"/account/sessions/{session.pk}/end/").status_code == 404
    ours.post("/account/sessions/end-others/")

    assert is_inside(theirs)


def test_all_others_are_signed_out_at_once(cast):
    there, here = signed_in_browser(cast.chi.user), signed_in_browser(cast.chi.user)

    here.post("/account/sessions/end-others/")

    assert (is_inside(there), is_inside(here)) == (False, True)


def test_a_new_password_signs_out_everywhere_else_and_is_told_by_mail(cast, mailoutbox):
    there, here = signed_in_browser(cast.chi.user), signed_in_browser(cast.chi.user)

    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": "another-long-password"})

    assert (is_inside(there), is_inside(here)) == (False, True)
    assert len(here.get("/account/sessions/").context["sessions"]) == 1
    assert mailoutbox[-1].subject == "Your password was changed"
    assert "Was it not you?" in mailoutbox[-1].body


def test_a_forgotten_password_signs_out_everywhere(cast, mailoutbox):
    there, here = signed_in_browser(cast.chi.user), Client()

    begun = here.post("/sign-in/forgotten/", {"email": "chi@people.example"})
    here.post(begun.url, {"code": code_in(mailoutbox[0])})
    here.post("/sign-in/forgotten/new/", {"password1": "another-long-password"})

    assert not is_inside(there)
    assert User.objects.get(pk=cast.chi.user.pk).check_password("another-long-password")


def test_a_new_address_counts_once_its_code_is_entered(cast, mailoutbox):
    client = signed_in_browser(cast.chi.user)

    begun = client.post("/account/address/", {"email": "chi@new.example", "action_add": ""})
    cast.chi.user.refresh_from_db()
    before = cast.chi.user.email
    client.post(begun.url, {"code": code_in(mailoutbox[0])})

    cast.chi.user.refresh_from_db()
    assert (before, cast.chi.user.email) == ("chi@people.example", "chi@new.example")
    assert [(mail.to, mail.subject) for mail in mailoutbox[1:]] == [
        (["chi@people.example"], "Your e-mail address was changed")
    ]
    assert is_inside(client)


def test_an_address_that_is_somebody_elses_is_not_taken_over(cast, mailoutbox):
    client = signed_in_browser(cast.chi.user)

    begun = client.post("/account/address/", {"email": "bo@people.example", "action_add": ""})
    response = client.post(begun.url, {"code": code_in(mailoutbox[0])})

    assert response.context["form"].errors["code"] == ["This e-mail address belongs to another account."]


def test_a_session_notes_that_it_is_used_every_few_minutes_only(cast, count_queries, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    client = signed_in_browser(cast.chi.user)
    row = UserSession.objects.get()
    row.last_seen_at = long_ago = timezone.now() - timedelta(days=1)
    row.save()

    with count_queries() as statements:
        client.get("/account/name/")
    row.refresh_from_db()
    assert (row.last_seen_at, len(statements)) == (long_ago, 2)

    session = client.session
    session["seen_at"] = 0
    session.save()
    client.get("/account/name/")
    row.refresh_from_db()
    assert row.last_seen_at > long_ago


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_devices_are_named_as_far_as_they_tell(agent, words):
    assert device(agent) == words
