"""A room agrees, by keyboard: reveal, ask a second time, record, lock."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.models import Position, Revealed
from cities.models import Sector
from tests.browser.conftest import session_of
from tests.conftest import Staged
from tests.positions import latest_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "success-factors"


@pytest.fixture
def closed(open_assessment):
    """Two camps on the first statement, closed and sealed."""
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=0, refs=("1.a.1",))
    open_assessment.rate_as(Sector.PRIVATE, people=5, level=4, refs=("1.a.1",))
    open_assessment.close()
    return open_assessment


@pytest.fixture
def room(page, context, live_server, cast, settings):
    """A function that opens a page of the city as the facilitator."""
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast.bo.user), "url": live_server.url}]
    )

    def open_page(staged, name, *args):
        page.goto(
            live_server.url + reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])
        )
        return page

    return open_page


@pytest.fixture
def leader(browser, live_server, cast, settings):
    """A page in a browser of Chi's own, who is asked too."""
    context = browser.new_context()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast.chi.user), "url": live_server.url}]
    )
    yield context.new_page()
    context.close()


def statement(page):
    return page.locator(".stage-head .statement-ref bdi").first


def answer_again(asked):
    """A leader sees how the room answered in the round before, and answers once more."""
    expect(asked.locator(".last-time-levels .num")).to_have_text(["5", "0", "0", "0", "5"])
    asked.get_by_role("radio", name="Largely in place").check()
    expect(asked.get_by_role("status").locator(".save-saved")).to_be_visible()


def close_and_reveal(page):
    """The facilitator ends a round, and reveals it."""
    page.get_by_role("link", name="Close early").click()
    page.get_by_role("button", name="Close for answers").click()
    expect(page.get_by_text("Closed. Nobody sees results until you reveal them.")).to_be_visible()
    page.get_by_role("link", name="Reveal the results").click()
    page.get_by_role("button", name="Reveal the results").click()
    expect(page.get_by_text("The results are revealed to every member of the city.")).to_be_visible()


def test_a_room_agrees_by_keyboard_in_two_rounds(closed, room, leader, live_server, cast):
    page = room(closed, "moderate")
    page.get_by_role("link", name="Begin in the room").click()

    # sealed: what the room sees of it is how many answered
    expect(page.get_by_text("10 of 14 have answered")).to_be_visible()
    expect(page.locator("svg.chart-svg")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(statement(page)).to_have_text("1.a.2")
    page.keyboard.press("ArrowLeft")
    expect(statement(page)).to_have_text("1.a.1")
    page.keyboard.press("r")
    expect(page.get_by_text("Two camps")).to_be_visible()
    assert Revealed.objects.count() == 1

    # everything at once, then a second round about what is worth a discussion
    page.get_by_role("link", name="Leave the room view").click()
    page.get_by_role("link", name="Reveal everything at once").click()
    page.get_by_role("button", name="Reveal the results").click()
    room(closed, "moderate").get_by_role("link", name="Ask a second time").click()
    expect(page.get_by_role("checkbox", name="1.a.1")).to_be_checked()
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("14 people are asked again.")).to_be_visible()
    again = Staged(latest_round(closed), closed.by)
    for participant in again.round.participants.exclude(member=cast.chi):
        again.say(again.participant(participant.member), {"1.a.1": 3})

    answer = reverse("assessments:answer", args=[closed.city.slug, closed.assessment.pk, KEY, "1"])
    leader.goto(live_server.url + answer)
    answer_again(leader.locator('[id="s-1.a.1"]'))
    assert again.participant(cast.chi).ratings.get(criterion__ref="1.a.1").level == 3

    close_and_reveal(room(closed, "detail"))

    room(closed, "moderate-criterion", KEY, "1.a.1")
    expect(page.get_by_text("The median rose from")).to_be_visible()
    page.keyboard.press("4")
    expect(page.get_by_role("radio", name="Largely in place")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The position is recorded.")).to_be_visible()
    position = Position.objects.get()
    assert (position.criterion.ref, position.level, position.version) == ("1.a.1", 3, 1)

    # letters that are typed are letters
    page.get_by_text("Change the position").click()
    why = page.get_by_label("Why", exact=True)
    why.press_sequentially("Our register 12")
    expect(why).to_have_value("Our register 12")
    page.get_by_role("button", name="Replace the position").click()
    expect(page.locator(".position-words")).to_contain_text("Our register 12")

    page.get_by_role("link", name="Leave the room view").click()
    page.get_by_role("link", name="Lock the positions").click()
    page.get_by_role("button", name="Lock the positions").click()
    expect(page.get_by_text("The positions are locked, and the results are frozen.")).to_be_visible()
    expect(page.locator(".steps [aria-current]")).to_have_text("Agreed")


def test_the_room_view_works_without_script(closed, browser, live_server, cast, settings):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(cast.bo.user), "url": live_server.url}]
    )
    page = context.new_page()
    address = reverse("assessments:moderate-criterion", args=[closed.city.slug, closed.assessment.pk, KEY, "1.a.1"])
    page.goto(live_server.url + address)
    expect(page.locator(".stage-keys")).to_be_hidden()

    page.get_by_role("button", name="Reveal").click()
    page.get_by_label("First steps").check()
    page.get_by_role("button", name="Record the position").click()

    expect(page.get_by_text("The position is recorded.")).to_be_visible()
    page.get_by_role("link", name="Next").click()
    expect(statement(page)).to_have_text("1.a.2")
    context.close()


def test_where_levels_are_agreed_directly_no_last_day_is_asked(room, draft, page):
    room(draft, "settings")
    expect(page.get_by_label("Last day to answer")).to_be_visible()

    page.locator(".setup-more > summary").click()
    page.get_by_label("Consensus only").check()

    expect(page.get_by_label("Last day to answer")).to_be_hidden()
