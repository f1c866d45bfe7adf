"""Accounts in a browser: from signing up to ending a session from afar, passkeys, and the operators' pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from cities.models import User
from tests.accounts import app_code, code_in
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def sign_in(page, address, email, password=PASSWORD):
    page.goto(address)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page):
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()


def set_up_app(page) -> str:
    """Set up an authenticator app; return its key."""
    key = page.locator(".key").inner_text().strip()
    page.get_by_label("Code").fill(app_code(key))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return key


def test_from_signing_up_to_signing_out_another_browser(page, browser, live_server, mailoutbox):
    page.goto(live_server.url + "/sign-in/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Your name").fill("Nia New")
    page.get_by_label("E-mail address").fill("nia@people.example")
    page.get_by_role("button", name="Create the account").click()
    page.get_by_label("Code").fill(code_in(mailoutbox[0]))
    page.get_by_role("button", name="Confirm the address").click()
    expect(page.locator(".person-name")).to_have_text("Nia New")

    page.locator("details.person summary").click()
    page.get_by_role("link", name="Your account").click()
    page.get_by_role("link", name="Set up an app").click()
    set_up_app(page)
    recovery = page.locator(".codes code").first.inner_text()
    sign_out(page)

    page.get_by_label("E-mail address").fill("nia@people.example")
    page.get_by_role("button", name="Send me a code by e-mail").click()
    page.get_by_label("Code").fill(code_in(mailoutbox[-1]))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".person-name")).to_have_text("Nia New")

    there = browser.new_context()
    other = there.new_page()
    other.goto(live_server.url + "/sign-in/")
    other.get_by_label("E-mail address").fill("nia@people.example")
    other.get_by_role("button", name="Send me a code by e-mail").click()
    other.get_by_label("Code").fill(code_in(mailoutbox[-1]))
    other.get_by_role("button", name="Sign in").click()
    other.get_by_label("Code").fill(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0])
    other.get_by_role("button", name="Continue").click()
    expect(other.locator(".person-name")).to_have_text("Nia New")

    page.goto(live_server.url + "/account/sessions/")
    expect(page.locator(".entry")).to_have_count(2)
    page.locator(".entry").nth(1).get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("That browser is signed out.")).to_be_visible()
    expect(page.locator(".entry")).to_have_count(1)
    other.goto(live_server.url + "/account/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Sign in")
    there.close()


def test_a_passkey_signs_in_alone_and_as_a_second_factor(page, live_server, db):
    user = UserFactory(name="Pia")
    address = live_server.url.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    sign_in(page, address + "/sign-in/?next=/account/passkeys/add/", user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("A name for it").fill("Work laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    page.goto(address + "/account/")
    expect(page.get_by_text("Work laptop")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".person-name")).to_have_text("Pia")

    sign_out(page)
    sign_in(page, address + "/sign-in/", user.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".person-name")).to_have_text("Pia")

    page.goto(address + "/account/")
    page.get_by_role("link", name="Remove", exact=True).click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_passkey_that_the_device_refuses_is_told_in_words(page, live_server, db):
    address = live_server.url.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    page.goto(address + "/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("The passkey was not used.")).to_be_visible()


def test_where_browsers_have_no_passkeys_the_portal_offers_none_and_says_why(page, live_server, db):
    address = live_server.url.replace("localhost", "127.0.0.1")
    sign_in(page, address + "/sign-in/", UserFactory().email)
    sign_out(page)

    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    sign_in(page, address + "/sign-in/?next=/account/", User.objects.get().email)
    expect(page.get_by_text("Browsers offer passkeys only on pages with https")).to_be_visible()
    expect(page.get_by_role("link", name="Add a passkey")).to_have_count(0)


def test_the_operators_pages_work_under_the_policy(page, live_server, cast):
    operator = User.objects.create_superuser("operator@portal.example", "Olga Operator", PASSWORD)
    sign_in(page, live_server.url + "/operator/", operator.email)
    page.get_by_role("link", name="Set up an authenticator app").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    set_up_app(page)
    page.get_by_role("link", name="Go on to where you wanted to go").click()

    expect(page.get_by_role("heading", name="Operators’ pages")).to_be_visible()
    page.get_by_role("link", name=re.compile("Users", re.IGNORECASE)).first.click()
    page.locator("#searchbar").fill("chi@")
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name="chi@people.example").click()
    page.get_by_label("Is active").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert not User.objects.get(email="chi@people.example").is_active

    page.goto(live_server.url + "/operator/cities/city/")
    page.get_by_role("checkbox").nth(1).check()
    page.locator("select[name=action]").select_option(label="Archive")
    page.get_by_role("button", name=re.compile("Go|Run")).click()
    expect(page.locator(".messagelist")).to_contain_text("Archived")
