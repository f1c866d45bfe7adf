"""Answering in a browser, when things go wrong: nothing that was chosen or typed is ever lost."""

import json
import re
from contextlib import suppress

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from assessments.actions import change_groups, propose_round, submit_answers, withdraw_invitation
from assessments.models import Assessment, Rating
from cities.models import Sector
from framework.models import Group
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = "success-factors"
FAULTS = re.compile(r"Failed to load resource|ERR_|status of (400|401|403|404|409|413|422|503)")


@pytest.fixture
def context(context, live_server, sign_in, cast, settings):
    """A browser in which Chi is signed in."""
    let_in(context, live_server, sign_in(cast.chi), settings)
    return context


def let_in(context, live_server, client, settings):
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.fixture
def page(context):
    """A page whose faults are those that the test makes: a refused request is said in the console, an error never."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda said: None if said.type != "error" or FAULTS.search(said.text) else complaints.append(said.text),
    )
    page.set_default_timeout(10_000)
    yield page
    assert complaints == []


@pytest.fixture
def address(live_server, open_assessment, cast):
    path = reverse("assessments:answer", args=[cast.city.slug, open_assessment.assessment.pk, KEY, "1"])
    return live_server.url + path


@pytest.fixture
def answers(open_assessment, cast):
    """Return what is stored of Chi's answers: level or state, and comment."""

    def stored():
        rows = Rating.objects.filter(participant=open_assessment.participant(cast.chi), version__gt=0)
        return {
            row.criterion.ref: (row.state if row.level is None else row.level, row.comment)
            for row in rows.select_related("criterion")
        }

    return stored


def statement(page, ref="1.a.1"):
    return page.locator(f'[id="s-{ref}"]')


def choose(page, level, ref="1.a.1"):
    statement(page, ref).get_by_role("radio", name=level).check()


def write(page, text, ref="1.a.1"):
    box = statement(page, ref).get_by_role("textbox")
    if not box.is_visible():
        statement(page, ref).locator(".statement-more summary").click()
    box.fill(text)


def status(page, ref="1.a.1"):
    return statement(page, ref).get_by_role("status")


def is_saved(page, ref="1.a.1"):
    expect(status(page, ref).locator(".save-saved")).to_be_visible()


def is_failed(page, ref="1.a.1"):
    expect(status(page, ref).get_by_text("Not saved yet, but kept on this device.")).to_be_visible()
    expect(page.locator("#unsaved").get_by_text("Not everything is saved yet.")).to_be_visible()


KEPT = """() => {
    const rounds = Object.keys(localStorage).filter((key) => key.startsWith("answers-"));
    const entries = rounds.flatMap((key) => Object.entries(JSON.parse(localStorage[key])));
    const isTyped = ([name]) => !name.endsWith("version");
    const typed = (fields) => Object.entries(fields).filter(isTyped).map(([, value]) => value);
    return Object.fromEntries(entries.map(([url, fields]) => [url.split("/").at(-3), typed(fields)]));
}"""


def kept(page):
    """What the device keeps, by the reference of the statement."""
    return page.evaluate(KEPT)


def keeps_nothing(page):
    """Wait until all that the device kept is sent."""
    for _ in range(100):
        with suppress(PlaywrightError):  # it reloads just now
            if kept(page) == {}:
                return
        page.wait_for_timeout(50)
    assert kept(page) == {}


@pytest.fixture
def cut(context):
    """Cut the way for every save, also for what a closing page sends last; return what mends it."""
    context.route("**/save/", lambda route: route.abort())
    return lambda: context.unroute("**/save/")


def test_what_is_chosen_while_the_network_is_cut_is_sent_when_it_is_back(page, context, address, answers):
    page.goto(address)
    context.set_offline(True)

    choose(page, "First steps")
    is_failed(page)
    write(page, "Typed in a tunnel.", "1.a.2")
    is_failed(page, "1.a.2")
    before, on_device = answers(), kept(page)
    context.set_offline(False)
    is_saved(page)
    is_saved(page, "1.a.2")

    assert (before, on_device) == ({}, {"1.a.1": ["1", ""], "1.a.2": ["", "Typed in a tunnel."]})
    assert answers() == {"1.a.1": (1, ""), "1.a.2": ("not_answered", "Typed in a tunnel.")}
    assert kept(page) == {}
    expect(page.locator("#unsaved p").first).to_be_hidden()


def test_what_the_server_could_not_take_is_tried_again_by_itself(page, address, answers):
    page.goto(address)
    tries = []

    def fail_twice(route):
        tries.append(route.request.url)
        if len(tries) < 3:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.route("**/save/", fail_twice)
    choose(page, "First steps")
    is_failed(page)
    expect(status(page).locator(".save-saved")).to_be_visible(timeout=20_000)

    assert (len(tries), answers(), kept(page)) == (3, {"1.a.1": (1, "")}, {})


def test_a_save_whose_answer_never_arrived_is_sent_again_and_stored_once(page, address, answers):
    page.goto(address)
    tries = []

    def lose_the_first_answer(route):
        tries.append(route.request.url)
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/save/", lose_the_first_answer)
    choose(page, "First steps")
    is_saved(page)

    assert (answers(), list(Rating.objects.filter(version__gt=0).values_list("version", flat=True))) == (
        {"1.a.1": (1, "")},
        [1],
    )
    expect(statement(page).locator(".save-replaced")).to_have_count(0)


def test_who_was_signed_out_signs_in_and_all_is_sent(page, context, address, answers, cast, settings):
    page.goto(address)
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    choose(page, "First steps")
    write(page, "Said before signing in again.")
    expect(status(page).get_by_text("Not saved yet: you are signed out.")).to_be_visible()
    before = answers()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(cast.chi.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    is_saved(page)

    keeps_nothing(page)
    assert (before, answers()) == ({}, {"1.a.1": (1, "Said before signing in again.")})


def test_what_a_closed_tab_left_behind_is_sent_from_the_next_one(page, context, address, answers, cut):
    page.goto(address)
    choose(page, "First steps")
    write(page, "Typed, then the battery died.")
    is_failed(page)
    page.close()
    before = answers()
    cut()

    again = context.new_page()
    again.goto(address)
    expect(statement(again).get_by_role("radio", name="First steps")).to_be_checked()
    expect(statement(again).get_by_role("textbox")).to_have_value("Typed, then the battery died.")
    is_saved(again)

    keeps_nothing(again)
    assert (before, answers()) == ({}, {"1.a.1": (1, "Typed, then the battery died.")})


def test_what_another_page_left_behind_is_sent_from_the_review(page, context, address, answers, cut):
    page.goto(address)
    choose(page, "First steps")
    is_failed(page)
    page.close()
    cut()

    again = context.new_page()
    again.goto(address.partition("/answer/")[0] + "/review/")
    expect(again.get_by_text("1 of 5 answered")).to_be_visible()

    keeps_nothing(again)
    assert answers() == {"1.a.1": (1, "")}


def test_on_a_shared_device_nobody_finds_what_somebody_else_typed(
    page, context, address, live_server, sign_in, cast, settings, open_assessment, cut
):
    page.goto(address)
    write(page, "Chi’s own words.")
    is_failed(page)
    page.close()
    cut()
    open_assessment.invite(cast.alma)
    let_in(context, live_server, sign_in(cast.alma), settings)

    hers = context.new_page()
    hers.goto(address)
    choose(hers, "First steps", "1.a.2")
    is_saved(hers, "1.a.2")

    stored = json.dumps(hers.evaluate("() => ({...localStorage})"))
    assert "own words" not in stored + hers.content()
    assert not Rating.objects.filter(participant__member=cast.alma).exclude(comment="").exists()


def sign_out(page, button="Sign out"):
    if not page.locator("details.person[open]").count():
        page.locator("details.person summary").click()
    page.get_by_role("button", name=button, exact=True).click()


def stored_on(page):
    return page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('answers-'))")


def test_who_signs_out_has_all_sent_first_from_whatever_page(page, context, address, answers, live_server, cast, cut):
    page.goto(address)
    choose(page, "First steps")
    is_failed(page)
    page.close()
    before = answers()
    cut()

    home = context.new_page()
    home.goto(f"{live_server.url}/c/{cast.city.slug}/")
    sign_out(home)
    home.wait_for_url("**/sign-in/**")

    assert (before, answers(), stored_on(home)) == ({}, {"1.a.1": (1, "")}, [])


def test_who_signs_out_is_told_what_cannot_be_sent_and_leaves_nothing_behind(page, address, answers, cut):
    page.goto(address)
    write(page, "Nobody else’s business.")
    is_failed(page)

    sign_out(page)
    expect(page.get_by_role("alert")).to_contain_text("If you sign out, they are lost.")
    stayed, on_device = page.url, kept(page)
    sign_out(page, "Sign out and lose them")
    page.wait_for_url("**/sign-in/**")

    assert (stayed, on_device) == (address, {"1.a.1": ["", "Nobody else’s business."]})
    assert (answers(), stored_on(page)) == ({}, [])


def test_of_two_tabs_the_later_level_wins_and_can_be_undone(page, context, address, answers):
    other = context.new_page()
    page.goto(address)
    other.goto(address)
    choose(page, "First steps")
    is_saved(page)

    choose(other, "Embedded")
    expect(status(other)).to_contain_text("It replaced an answer you gave elsewhere: First steps")
    later = answers()
    status(other).get_by_role("button", name="Undo").click()
    expect(statement(other).get_by_role("radio", name="First steps")).to_be_checked()
    expect(other.locator(".save-replaced")).to_have_count(0)
    is_saved(other)

    assert (later, answers()) == ({"1.a.1": (4, "")}, {"1.a.1": (1, "")})


@pytest.mark.parametrize(
    ("button", "stands"),
    [
        ("What I wrote here", "From my laptop."),
        ("The other one", "From my phone."),
        ("Both, one after the other", "From my phone.\n\nFrom my laptop."),
    ],
)
def test_of_two_comments_both_are_shown_and_the_person_chooses(page, context, address, answers, button, stands):
    other = context.new_page()
    page.goto(address)
    other.goto(address)
    write(page, "From my phone.")
    is_saved(page)

    write(other, "From my laptop.")
    expect(status(other).locator("blockquote")).to_have_text("From my phone.")
    expect(statement(other).get_by_role("textbox")).to_have_value("From my laptop.")
    meanwhile, on_device = answers(), kept(other)
    status(other).get_by_role("button", name=button).click()
    is_saved(other)

    assert meanwhile == {"1.a.1": ("not_answered", "From my phone.")}
    assert on_device == {"1.a.1": ["", "From my laptop."]}
    assert answers() == {"1.a.1": ("not_answered", stands)}
    assert kept(other) == {}


def test_a_choice_made_before_the_script_came_is_saved_too(page, address, answers):
    """On a slow network the page can be used before its script is there."""
    held = []
    page.route("**/js/answer*.js", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    choose(page, "First steps")
    page.wait_for_timeout(200)
    before = answers()
    for route in held:
        route.continue_()
    is_saved(page)

    assert (before, answers()) == ({}, {"1.a.1": (1, "")})


def test_by_keyboard_alone(page, address, answers):
    """Tab to the first statement, digits and arrows to choose, on to the comment, and to the next page."""
    page.goto(address)
    statement(page).get_by_role("radio").first.focus()
    page.keyboard.press("4")
    is_saved(page)
    page.keyboard.press("ArrowLeft")
    expect(statement(page).get_by_role("radio").nth(2)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keys: 4 and 5.")
    page.keyboard.press("Tab")
    expect(page.locator("#unsaved")).to_have_attribute("data-state", "")
    is_saved(page)
    page.get_by_role("button", name="Save and continue").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")

    assert answers() == {"1.a.1": (2, "By keys: 4 and 5.")}


def test_on_a_narrow_screen_with_everything_asked(page, address, answers):
    Assessment.objects.update(asks_evidence=True, asks_confidence=True, asks_target=True)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    choose(page, "First steps")
    statement(page).locator(".statement-more summary").click()
    statement(page).get_by_label("Where should the city be?").select_option("Embedded")
    statement(page).get_by_label("How sure are you of your answer?").select_option("Fairly sure")
    expect(page.locator("#unsaved")).to_have_attribute("data-state", "")
    is_saved(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    statement(page).get_by_role("button", name="Add a link or a file").click()
    page.get_by_label("What it is").fill("Vision")
    page.get_by_role("textbox", name="Link").fill("https://ourtown.example/vision")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("link", name="Vision")).to_be_visible()

    row = Rating.objects.get(version__gt=0)
    assert (width, row.level, row.target, row.confidence) == (360, 1, 4, "medium")
    assert [piece.url for piece in row.evidence.all()] == ["https://ourtown.example/vision"]


def test_without_a_script_the_whole_page_is_saved_and_faults_keep_all_that_was_typed(
    browser, live_server, address, answers, sign_in, cast, settings
):
    context = browser.new_context(java_script_enabled=False)
    let_in(context, live_server, sign_in(cast.chi), settings)
    page = context.new_page()
    page.goto(address)
    choose(page, "First steps")
    choose(page, "Embedded", "1.a.2")
    write(page, "x" * 2001, "1.a.2")
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("alert")).to_contain_text("This comment has 2001 characters and 2000 fit.")
    expect(statement(page, "1.a.2").get_by_role("radio", name="Embedded")).to_be_checked()
    expect(statement(page, "1.a.2").get_by_role("textbox")).to_have_value("x" * 2001)
    first = answers()
    write(page, "Short enough.", "1.a.2")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/2/")
    context.close()

    assert first == {"1.a.1": (1, "")}
    assert answers() == {"1.a.1": (1, ""), "1.a.2": (4, "Short enough.")}


def test_nobody_leaves_a_page_that_could_not_be_sent(page, context, address, answers):
    page.goto(address)
    context.set_offline(True)
    choose(page, "First steps")
    page.get_by_role("button", name="Save and continue").click()
    is_failed(page)
    stayed = page.url
    context.set_offline(False)
    is_saved(page)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/2/")

    assert (stayed, answers()) == (address, {"1.a.1": (1, "")})


def test_an_answer_that_came_too_late_stays_on_the_page(page, address, answers, open_assessment):
    page.goto(address)
    open_assessment.close()

    write(page, "Late words.")
    expect(status(page)).to_contain_text("This assessment is closed and takes no more answers.")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved")

    expect(statement(page).get_by_role("textbox")).to_have_value("Late words.")
    assert answers() == {}


def test_without_a_script_who_was_signed_out_signs_in_and_sends_it_once_more(
    browser, live_server, address, answers, sign_in, cast, settings
):
    context = browser.new_context(java_script_enabled=False)
    let_in(context, live_server, sign_in(cast.chi), settings)
    page = context.new_page()
    page.goto(address)
    choose(page, "First steps")
    write(page, "Typed without a script.\nOn two lines.")
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved yet")
    expect(page.locator("blockquote")).to_have_text("Typed without a script. On two lines.")
    before = answers()

    with context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    opened.value.get_by_label("E-mail address").fill(cast.chi.user.email)
    opened.value.get_by_label("Password").fill(PASSWORD)
    opened.value.get_by_role("button", name="Sign in").click()
    opened.value.wait_for_url(re.compile(r"^(?!.*sign-in)"))
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("You signed in after you had opened that page.")).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url("**/2/")
    context.close()

    assert (before, answers()) == ({}, {"1.a.1": (1, "Typed without a script.\nOn two lines.")})


# --- What is refused for good ---------------------------------------------------------------------------


def listed(page):
    """What the page lists of what the device keeps."""
    expect(page.locator("#kept")).to_be_visible()
    return [" ".join(row.split()) for row in page.locator("#kept li").all_inner_texts()]


@pytest.mark.parametrize("status_code", [400, 403, 404, 413])
def test_what_is_refused_for_good_is_kept_and_the_rest_is_sent(page, address, answers, status_code):
    page.goto(address)
    tries = []

    def refuse(route):
        tries.append(route.request.url)
        route.fulfill(status=status_code, body="<!doctype html><h1>No</h1>")

    page.route("**/1.a.1/save/", refuse)
    write(page, "Never taken.")
    expect(status(page).get_by_text("Not saved: the portal did not take this.")).to_be_visible()
    choose(page, "First steps", "1.a.2")
    is_saved(page, "1.a.2")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    choose(page, "First steps", "1.b.1")
    is_saved(page, "1.b.1")

    expect(status(page).get_by_text("Not saved: the portal did not take this.")).to_be_visible()
    expect(page.locator("#unsaved p").first).to_be_hidden()
    assert (len(tries), kept(page)) == (1, {"1.a.1": ["", "Never taken."]})
    assert answers() == {"1.a.2": (1, ""), "1.b.1": (1, "")}


def test_who_was_taken_out_is_told_why_and_keeps_what_they_typed(page, address, answers, open_assessment, cast):
    page.goto(address)
    withdraw_invitation(participant=open_assessment.participant(cast.chi), by=cast.bo.user, now=timezone.now())

    write(page, "Typed too late.")
    expect(status(page)).to_contain_text("Not saved: You are not asked in this assessment, or not any more.")
    on_device = kept(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not saved")

    expect(page.locator(".kept li")).to_contain_text("Typed too late.")
    assert on_device == {"1.a.1": ["", "Typed too late."]}


def test_somebody_else_signed_in_is_said_in_the_servers_words(
    page, context, address, live_server, sign_in, cast, settings, open_assessment
):
    page.goto(address)
    let_in(context, live_server, sign_in(cast.alma), settings)

    write(page, "Still Chi’s.")

    expect(status(page)).to_contain_text("Not saved yet: Somebody else is signed in on this device.")
    expect(page.locator("#unsaved")).to_contain_text("Somebody else is signed in on this device.")
    expect(page.get_by_text("you are signed out")).to_have_count(0)


def leave_unsent(page, address):
    """Choose and type with the way cut, as `cut` does it, and close the page."""
    page.goto(address)
    choose(page, "First steps")
    write(page, "Typed on the train.")
    is_failed(page)
    page.close()


def hand_in(staged, cast):
    submit_answers(participant=staged.participant(cast.chi), by=cast.chi.user, now=timezone.now())


@pytest.mark.parametrize("end", [lambda staged, cast: staged.close(), hand_in], ids=["closed", "handed in"])
def test_what_came_too_late_is_listed_where_nothing_can_be_answered(
    page, context, address, answers, open_assessment, cast, cut, end
):
    leave_unsent(page, address)
    end(open_assessment, cast)
    cut()
    sent = []
    context.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    again = context.new_page()
    again.goto(address)
    on_page = listed(again)
    again.goto(address.partition("/answer/")[0] + "/review/")
    on_review = listed(again)

    assert on_page == on_review == ["1.a.1 First steps Typed on the train."]
    assert (sent, answers()) == ([], {})
    sign_out(again)
    expect(again.get_by_role("alert")).to_contain_text("If you sign out, they are lost.")
    sign_out(again, "Sign out and lose them")
    again.wait_for_url("**/sign-in/**")
    assert stored_on(again) == []


def test_a_statement_that_is_not_asked_any_more_is_listed_on_the_page(
    page, context, address, open_assessment, cast, cut
):
    leave_unsent(page, address)
    second = Group.objects.get(ref="2", instrument__key=KEY).pk
    chi = open_assessment.participant(cast.chi)
    change_groups(participant=chi, groups=[second], by=cast.bo.user, now=timezone.now())
    cut()

    again = context.new_page()
    again.goto(address.removesuffix("1/") + "2/")
    on_page = listed(again)
    again.goto(address.partition("/answer/")[0] + "/review/")
    on_review = listed(again)

    assert on_page == on_review == ["1.a.1 First steps Typed on the train."]
    assert kept(again) == {"1.a.1": ["1", "Typed on the train."]}


def test_what_is_left_of_an_earlier_round_is_listed_in_the_next_and_sent_nowhere(
    page, context, address, answers, open_assessment, cast, cut
):
    leave_unsent(page, address)
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.close_and_reveal()
    criterion = Rating.objects.filter(round=open_assessment.round, criterion__ref="1.a.1").values_list("criterion")[0]
    now = timezone.now()
    propose_round(
        round_=open_assessment.round, criteria=criterion, closes_on=cast.city.date_at(now), by=cast.bo.user, now=now
    )
    cut()

    again = context.new_page()
    again.goto(address)
    on_page = listed(again)
    choose(again, "Embedded")
    is_saved(again)

    assert on_page == listed(again) == ["1.a.1 First steps Typed on the train."]
    sign_out(again)
    expect(again.get_by_role("alert")).to_contain_text("If you sign out, they are lost.")
    assert list(Rating.objects.filter(round__number=2, version__gt=0).values_list("level", "comment")) == [(4, "")]
