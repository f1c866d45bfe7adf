"""The front pages: which city, and in it what waits for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from cities.models import Sector
from tests.conftest import stage_assessment
from tests.factories import CityFactory, MemberFactory, UserFactory
from tests.positions import agree, challenge, lock, sent

HOME = "/c/ourtown/"


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


# --- a person's cities --------------------------------------------------------------------------------------


def test_nobody_signed_in_is_led_to_the_sign_in_page(db):
    response = Client().get("/")

    assert (response.status_code, response.url) == (302, "/sign-in/?next=/")


def test_with_one_city_one_goes_straight_into_it(cast):
    response = client_of(cast.chi.user).get("/")

    assert (response.status_code, response.url) == (302, HOME)


def test_with_two_cities_one_chooses(cast):
    with scope(city=cast.other_city):
        MemberFactory(city=cast.other_city, user=cast.chi.user)
    CityFactory(name="Nobody's town")

    response = client_of(cast.chi.user).get("/")

    page = response.content.decode()
    assert [city.name for city in response.context["cities"]] == ["Ourtown", "Theirtown"]
    assert ('href="/c/ourtown/"' in page, 'href="/c/theirtown/"' in page) == (True, True)
    assert "Nobody" not in page


def test_without_a_city_one_is_told_whom_to_ask(db):
    response = client_of(UserFactory()).get("/")

    assert (response.status_code, response.context["cities"]) == (200, [])
    assert "You do not belong to a city yet" in response.content.decode()


# --- in a city: the leader ----------------------------------------------------------------------------------


def test_a_leader_sees_how_far_they_are_and_where_to_go_on(cast, open_assessment):
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.1": 3, "2.a.1": "dont_know"})

    response = client_of(cast.chi.user).get(HOME)

    (entry,) = response.context["waiting"]
    assert (entry.item.round, entry.item.asked, entry.item.answered) == (open_assessment.round, 5, 2)
    assert entry.minutes_left == 1  # three statements of twenty seconds
    assert entry.is_pressing is True
    assert (response.context["managed"], response.context["runs"]) == ([], False)
    address = f"/c/ourtown/assessments/{open_assessment.assessment.pk}/answer/"
    assert f'href="{address}"' in response.content.decode()


def test_what_is_handed_in_waits_no_more_but_can_be_looked_at(cast, open_assessment):
    from_chi = open_assessment.participant(cast.chi)
    from_chi.submitted_at = timezone.now()
    from_chi.save(update_fields=["submitted_at"])

    response = client_of(cast.chi.user).get(HOME)

    (entry,) = response.context["waiting"]
    assert (entry.item.participant, entry.is_pressing) == (from_chi, False)


def test_what_is_not_handed_in_comes_first(cast, open_assessment):
    """Although the other one closes earlier."""
    second = stage_assessment(cast.city, cast.bo, "Second look", days=30)
    second.invite(cast.chi)
    second.leaders(3)
    second.open()
    done = open_assessment.participant(cast.chi)
    done.submitted_at = timezone.now()
    done.save(update_fields=["submitted_at"])

    waiting = client_of(cast.chi.user).get(HOME).context["waiting"]

    assert [entry.item.round.assessment.title for entry in waiting] == ["Second look", "Autumn check"]
    assert [entry.is_pressing for entry in waiting] == [True, False]


@pytest.mark.parametrize("stage", ["draft", "overdue", "closed"])
def test_what_takes_no_answers_does_not_wait(stage, cast, draft):
    draft.invite(cast.chi)
    draft.leaders(3)
    if stage != "draft":
        draft.open()
    if stage == "closed":
        draft.close()
    if stage == "overdue":
        draft.round.closes_on = cast.city.date_at(timezone.now()) - timedelta(days=1)
        draft.round.save()

    response = client_of(cast.chi.user).get(HOME)

    assert (response.context["waiting"], response.context["revealed"]) == ([], [])
    assert "Autumn check" not in response.content.decode()


def test_where_nothing_waits_the_page_says_so(cast):
    assert "Nothing waits for you" in client_of(cast.chi.user).get(HOME).content.decode()


def test_what_others_are_asked_does_not_wait_for_one(cast, open_assessment):
    assert client_of(cast.ola.user).get(HOME).context["waiting"] == []


def test_positions_that_wait_for_the_reader_are_counted_and_no_others(cast, revealed):
    sent(revealed, cast.chi, "1.a.1")
    agree(revealed, "1.a.2", owner=cast.chi)
    challenge(sent(revealed, cast.chi, "1.b.1"))
    sent(revealed, cast.alma, "2.a.1")

    page = client_of(cast.chi.user).get(HOME)

    assert page.context["replies"].waiting == 1
    assert "can say until" in page.content.decode()
    assert f'href="{HOME}assessments/my-positions/"' in page.content.decode()
    lock(revealed, reason="Tonight.")
    later = client_of(cast.chi.user).get(HOME)
    assert later.context["replies"].waiting == 0
    assert f'href="{HOME}assessments/my-positions/"' in later.content.decode()  # what they answered stays to be read
    assert "my-positions" not in client_of(cast.ola.user).get(HOME).content.decode()


# --- in a city: the facilitator -----------------------------------------------------------------------------


def test_a_facilitator_sees_who_has_finished_by_sector_and_the_next_step(cast, open_assessment):
    quick, slow = open_assessment.leaders(2, Sector.PRIVATE)
    open_assessment.say(slow, {"1.a.1": 1})
    quick.submitted_at = timezone.now()
    quick.save(update_fields=["submitted_at"])

    response = client_of(cast.bo.user).get(HOME)

    (entry,) = response.context["managed"]
    parts = [(part.sector, part.asked, part.finished, part.started) for part in entry.parts]
    assert parts == [("public", 4, 0, 0), ("private", 2, 1, 1)]
    assert (entry.total.asked, entry.total.finished) == (6, 1)
    assert (entry.next_step.text, entry.next_step.button) == ("Waiting for 5 people.", "")
    assert (response.context["waiting"], response.context["runs"]) == ([], True)


def test_a_step_to_take_is_the_filled_button_where_no_answer_is_owed(cast, draft):
    response = client_of(cast.bo.user).get(HOME)

    (entry,) = response.context["managed"]
    address = f"/c/ourtown/assessments/{draft.assessment.pk}/people/"
    assert (entry.next_step.button, entry.next_step.address) == ("Invite people", address)
    assert entry.is_pressing is True
    assert response.content.decode().count("btn btn-primary") == 1


def test_of_two_steps_one_is_filled(cast, draft):
    stage_assessment(cast.city, cast.bo, "Second look")

    response = client_of(cast.bo.user).get(HOME)

    managed = response.context["managed"]
    assert [(entry.round.assessment.title, entry.is_pressing) for entry in managed] == [
        ("Second look", True),
        ("Autumn check", False),
    ]


def test_what_is_revealed_stays_until_it_is_agreed(cast, revealed):
    def managed():
        return [entry.next_step.address for entry in client_of(cast.bo.user).get(HOME).context["managed"]]

    before = managed()
    agree(revealed)
    lock(revealed)

    assert before == [f"/c/ourtown/assessments/{revealed.assessment.pk}/moderate/"]
    assert managed() == []


def test_the_next_step_after_the_results_is_that_of_each_assessment(cast, revealed):
    """One is agreed in part and waits for a reply, the other through and through."""
    challenge(sent(revealed, cast.chi))
    whole = stage_assessment(cast.city, cast.bo, "Second look")
    whole.leaders(4)
    whole.open()
    whole.close_and_reveal()
    for ref in whole.refs:
        agree(whole, ref)

    managed = client_of(cast.bo.user).get(HOME).context["managed"]

    assert {entry.round.assessment.title: (entry.next_step.text, entry.next_step.button) for entry in managed} == {
        "Autumn check": ("Positions recorded: 1 of 5. 1 reply is open.", "Go on agreeing"),
        "Second look": ("Positions recorded: 5 of 5.", "Lock the positions"),
    }


def test_a_facilitator_without_assessments_is_invited_to_set_one_up(cast):
    page = client_of(cast.bo.user).get(HOME).content.decode()

    assert 'href="/c/ourtown/assessments/new/"' in page
    assert "No assessment yet" in page


# --- in a city: everybody -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["alma", "bo", "chi", "rey", "ada", "ola"])
def test_revealed_results_are_offered_to_all(name, cast, revealed):
    response = client_of(getattr(cast, name).user).get(HOME)

    assert [round_.assessment.title for round_ in response.context["revealed"]] == ["Autumn check"]
    managed = [entry.next_step.button for entry in response.context["managed"]]
    assert managed == (["Agree on levels"] if name in ("alma", "bo", "ada") else [])
    assert f'href="/c/ourtown/assessments/{revealed.assessment.pk}/results/"' in response.content.decode()


def test_only_the_newest_three_results_are_offered(cast, edition):
    for number in range(5):
        staged = stage_assessment(cast.city, cast.bo, f"Check {number}")
        staged.leaders(4)
        staged.open()
        staged.close_and_reveal()

    shown = client_of(cast.chi.user).get(HOME).context["revealed"]

    assert [round_.assessment.title for round_ in shown] == ["Check 4", "Check 3", "Check 2"]


def test_nothing_of_another_city_stands_on_the_page(cast, edition):
    with scope(city=cast.other_city):
        theirs = stage_assessment(cast.other_city, cast.otto, "Their check")
        theirs.leaders(4)
        theirs.open()

    response = client_of(cast.bo.user).get(HOME)

    assert (response.context["managed"], response.context["has_assessments"]) == ([], False)
    assert "Their check" not in response.content.decode()


# --- what every page has --------------------------------------------------------------------------------------


def test_the_menu_leads_to_the_library_of_the_city_one_is_in(cast, edition):
    client = client_of(cast.chi.user)

    inside, outside = (client.get(address).content.decode() for address in (HOME, "/account/"))

    assert '<a href="/c/ourtown/framework/">Framework library</a>' in inside
    assert '<a href="/framework/">Framework library</a>' in outside


def test_a_page_of_an_edition_ends_with_what_that_says_of_its_scores(cast, edition):
    client = client_of(cast.chi.user)

    home, note, contents = (
        client.get(address).content.decode().partition("</main>")[2]
        for address in (HOME, "/c/ourtown/framework/small/notes/A/", "/c/ourtown/framework/small/")
    )

    assert "not a claim of compliance with PAS 181" in home
    assert ("A score is guidance." in note, "PAS 181" in note) == (True, False)
    assert "colophon" not in contents
