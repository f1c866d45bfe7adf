"""A participant's way through the portal in two languages that nobody speaks: a longer one, and one from right to left.

Every page on it is looked at as in English, and says nothing that is not a message or somebody's own words.
"""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django_scopes import scope
from playwright.sync_api import expect

from cities.actions import invite_to_city, show_link
from cities.models import City, Member, Role, Sector, User
from cities.rules.addresses import Addressee
from tests import pseudo
from tests.bare_words import bare_words, data_of
from tests.browser.looking import LOOK, faults_of, listen, take_pictures
from tests.conftest import SMALL_EDITION, stage_assessment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME, COMMENT = "Dee Harrow", "Nobody asked us."
PASSWORD = "harbour-lantern-thistle"


@pytest.fixture(params=pseudo.LANGUAGES)
def language(request, settings, tmp_path):
    before = translation.get_language()
    pseudo.speak(settings, tmp_path / "locale")
    yield request.param
    translation.activate(before)


@pytest.fixture
def staged(language, cast, edition):
    """An open assessment in a city that speaks the language; four leaders are asked."""
    City.objects.filter(pk=cast.city.pk).update(language=language)
    staged = stage_assessment(City.objects.get(pk=cast.city.pk), cast.bo)
    staged.invite(cast.chi)
    staged.leaders(3)
    staged.open()
    return staged


def way_in(staged, cast) -> str:
    """Invite somebody new, and return the address of their link."""
    asked = invite_to_city(
        city=staged.city,
        people=[Addressee("dee@people.example", NAME)],
        organisation=cast.chi.organisation,
        roles=[Role.LEADER],
        address_of=lambda token: token,
        by=cast.ada.user,
        now=timezone.now(),
    ).asked
    return reverse("join", args=[show_link(invitation=asked[0], by=cast.ada.user, now=timezone.now())])


class Walk:
    """Looks at one page after the other and keeps what is wrong with any. Begins when all rows are stored."""

    def __init__(self, page, language):
        self.page, self.language, self.faults = page, language, []
        page.emulate_media(reduced_motion="reduce")
        self.heard = listen(page)
        self.data = [NAME, COMMENT, *data_of(SMALL_EDITION)]

    def look(self, name):
        self.page.evaluate(LOOK)
        take_pictures(self.page, f"{self.language}-{name}")
        found = faults_of(self.page)
        html = self.page.locator("html")
        direction = "rtl" if self.language == pseudo.MIRRORED else "ltr"
        if (html.get_attribute("lang"), html.get_attribute("dir")) != (self.language, direction):
            found.append(f"the page says it is in {html.get_attribute('lang')}")
        found += [f"no message: {text}" for text in bare_words(self.page.content(), self.data)]
        self.faults += [f"{name}: {fault}" for fault in (*found, *self.heard)]
        self.heard.clear()
        self.page.set_viewport_size({"width": 1280, "height": 900})


def join(walk, url):
    """Come by the link, and have an account."""
    walk.page.goto(url)
    walk.look("join")
    walk.page.locator("[name=name]").fill(NAME)
    walk.page.locator("[name=password]").fill(PASSWORD)
    walk.page.locator("main form button[type=submit]").click()
    expect(walk.page.locator(".notice-success")).to_be_visible()
    walk.look("home-empty")


def answer(walk):
    """Answer by keyboard and by mouse, with a comment, and go on to what was answered."""
    page = walk.page
    page.locator(".task .btn").click()
    page.wait_for_url("**/answer/**")  # and until its script listens
    page.locator("#s-1\\.a\\.1 input[type=radio]").first.focus()
    page.keyboard.press("4")
    expect(page.locator("#s-1\\.a\\.1 .save-saved")).to_be_visible()
    page.locator("#s-1\\.a\\.2 .level-other").first.click()
    page.locator("#s-1\\.a\\.2 .statement-more summary").click()
    with page.expect_response("**/1.a.2/save/") as saved:
        page.locator("#s-1\\.a\\.2 textarea").fill(COMMENT)
    saved.value.finished()
    expect(page.locator("#s-1\\.a\\.2 .save-saved")).to_be_visible()
    page.locator("#s-1\\.b\\.1 .statement-help summary").click()
    walk.look("answer")
    page.locator(".actions button[value=next]").click()
    page.wait_for_url("**/2/")
    page.locator(".actions button[value=next]").click()
    page.wait_for_url("**/review/")
    walk.look("review")


def hand_in(walk):
    walk.page.locator(".task-actions form button").click()
    expect(walk.page.locator(".notice-success")).to_be_visible()
    walk.look("handed-in")


def test_a_participants_way_is_fit_for_everybody(page, live_server, language, staged, cast):
    walk = Walk(page, language)
    join(walk, live_server.url + way_in(staged, cast))
    with scope(city=staged.city):
        dee = Member.objects.get(user__email="dee@people.example")
        staged.invite(dee)
        staged.rate_as(Sector.PUBLIC, people=5, level=1)
        staged.rate_as(Sector.PRIVATE, people=4, level=3)
    page.goto(f"{live_server.url}/c/{staged.city.slug}/")
    walk.look("home")
    answer(walk)
    hand_in(walk)
    with scope(city=staged.city):
        staged.close_and_reveal()
    for name, args in (("results", []), ("results-group", ["success-factors", "1"])):
        page.goto(
            live_server.url + reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])
        )
        walk.look(name)
    page.goto(live_server.url + reverse("library:note", args=[staged.city.slug, "small", "B1"]))
    walk.look("note")

    assert User.objects.get(email="dee@people.example").language == ""
    assert not walk.faults, "\n".join(walk.faults)
