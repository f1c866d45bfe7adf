"""The whole line, as people walk it: an assessment from its draft to the printed health check."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments.models import Rating, RatingState, Round
from cities.models import Sector
from tests.conftest import Staged
from tests.factories import PASSWORD, MemberFactory, OrganisationFactory
from tests.workers import worker

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.django_db(transaction=True)]


CHAPTERS = [
    "Contents",
    "Summary",
    "The factors at a glance",
    "Where we are weakest",
    "Where we know least",
    "Where we disagree most",
    "By sector",
    "Factor by factor",
    "How the figures are made",
    "All answers in numbers",
]


def sign_in(page, live_server, member):
    page.goto(live_server.url)
    page.get_by_label("E-mail address").fill(member.user.email.upper())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page):
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()


def prepare_and_open(page, live_server, cast):
    """Bo drafts an assessment, invites everybody and opens it."""
    sign_in(page, live_server, cast.bo)
    page.get_by_role("link", name="New assessment").click()
    page.get_by_label("Title").fill("Spring check")
    page.get_by_role("button", name="Save and choose people").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Invite the people ticked").click()
    page.get_by_role("link", name="Spring check").click()
    page.get_by_role("link", name="Open for answers").click()
    page.get_by_role("button", name="Open for answers").click()
    expect(page.get_by_text("Open. Everybody invited gets a mail with a link")).to_be_visible()
    sign_out(page)


def answer_first_factor(page, live_server, cast):
    """Chi answers the first factor by mouse, by keyboard and with a comment, and hands in."""
    sign_in(page, live_server, cast.chi)
    page.get_by_role("link", name="Start").click()
    first, second, third = (page.locator(f'[id="s-1.a.{number}"]') for number in (1, 2, 3))
    first.get_by_role("radio", name="Largely in place").check()
    expect(first.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator("#answer-progress")).to_contain_text("1 of 47 answered")
    second.get_by_role("radio").first.focus()
    page.keyboard.press("2")
    expect(second.get_by_role("status")).to_contain_text("Saved")
    third.get_by_role("radio", name="Don’t know").check()
    third.get_by_text("Add a comment").click()
    third.get_by_role("textbox").fill("Nobody has shown me any.")
    expect(third.get_by_role("status")).to_contain_text("Saved")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leadership")
    page.goto(live_server.url)
    expect(page.get_by_text("3 of 47 answered")).to_be_visible()
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Strategic clarity")


def hand_in(page, live_server, round_):
    page.goto(live_server.url + reverse("assessments:review", args=["ourtown", round_.assessment_id]))
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Thank you. Your answers are handed in.")).to_be_visible()
    sign_out(page)


def close_and_reveal(page, live_server, cast):
    sign_in(page, live_server, cast.bo)
    page.get_by_role("link", name="Spring check").click()
    for word in ("Close early", "Reveal the results"):
        page.get_by_role("link", name=word).click()
        page.locator("form button.btn-primary").click()
    page.get_by_role("link", name="See the results").click()


def print_report(page) -> bytes:
    """Ask for the health check and wait for it; return the file."""
    page.get_by_role("button", name="Print the health check").click()
    expect(page.get_by_role("heading", name="Your report is ready")).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    return Path(download.value.path()).read_bytes()


def test_from_the_first_click_to_the_printed_report(page, live_server, cast, checklist):
    others = OrganisationFactory(city=cast.city, sector=Sector.PRIVATE)
    leaders = [MemberFactory(city=cast.city, organisation=others) for _ in range(5)]

    prepare_and_open(page, live_server, cast)
    answer_first_factor(page, live_server, cast)

    round_ = Round.objects.select_related("assessment", "city").get()
    staged = Staged(round_, cast.bo)
    given = {
        rating.criterion.ref: (rating.state, rating.level, rating.comment)
        for rating in Rating.objects.filter(participant__member=cast.chi)
        .exclude(state=RatingState.NOT_ANSWERED)
        .select_related("criterion")
    }
    assert given == {
        "1.a.1": ("rated", 3, ""),
        "1.a.2": ("rated", 1, ""),
        "1.a.3": ("dont_know", None, "Nobody has shown me any."),
    }
    for leader in leaders:
        staged.say(staged.participant(leader), dict.fromkeys(staged.refs, 3))

    hand_in(page, live_server, round_)
    close_and_reveal(page, live_server, cast)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spring check")
    assert page.locator(".facts dd").first.inner_text() == "75"

    with worker():
        pdf = PdfReader(BytesIO(print_report(page)))

    text = " ".join(page.extract_text() for page in pdf.pages)
    assert pdf.metadata.title == "Health check of Ourtown: Spring check"
    assert "Nobody has shown me any." in text
    assert [item.title for item in pdf.outline if not isinstance(item, list)] == CHAPTERS
