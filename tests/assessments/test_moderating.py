"""The room view: sealed, revealed one by one, agreed. What is sealed is nowhere in a page."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments.models import Position, Revealed
from cities.actions import remove_member
from cities.models import AuditEntry, Sector
from tests.conftest import Staged
from tests.positions import agree, ask_again, challenge, criterion_of, latest_round, lock, sent

KEY = "success-factors"


@pytest.fixture
def closed(open_assessment, cast) -> Staged:
    """Closed and sealed: nine public leaders on level 1, four private ones on 3, Chi on 4 with a comment."""
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.say(
        open_assessment.participant(cast.chi), dict.fromkeys(open_assessment.refs, 4), "Zebra crossing."
    )
    open_assessment.close()
    return open_assessment


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


def url(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def stage_url(staged, ref="1.a.1"):
    return url(staged, "moderate-criterion", KEY, ref)


def words_of(response):
    """Return the text of the content of a page, drawn figures included, without what stands around it."""
    body = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def without_tokens(response):
    return re.sub(r"\b[0-9A-Za-z]{64}\b", "", response.content.decode())


def reveal(client, staged, ref="1.a.1"):
    return client.post(url(staged, "reveal-criterion", KEY, ref))


def change_answers(staged):
    """Let everybody have said something else, in the same number."""
    staged.round.ratings.filter(state="rated").update(level=0, comment="Giraffe.")


SURFACES = ("stage", "other stage", "agenda", "by discussion", "revealed so far", "detail", "lock", "home", "list")


def surfaces(client, staged):
    """Every page that a sealed round has, as it is sent."""
    addresses = (
        stage_url(staged, "1.a.1"),
        stage_url(staged, "2.a.1"),
        url(staged, "moderate"),
        url(staged, "moderate") + "?order=discuss",
        url(staged, "revealed"),
        url(staged, "detail"),
        url(staged, "lock"),
        reverse("city-home", args=[staged.city.slug]),
        reverse("assessments:list", args=[staged.city.slug]),
    )
    return {name: without_tokens(client.get(address)) for name, address in zip(SURFACES, addresses, strict=True)}


def test_pages_of_a_sealed_round_are_the_same_whatever_people_answered(closed, bo):
    before = surfaces(bo, closed)
    change_answers(closed)

    assert surfaces(bo, closed) == before


def test_of_what_is_sealed_the_room_sees_the_statement_and_how_many_answered(closed, bo):
    page = words_of(bo.get(stage_url(closed)))

    assert "14 of 17 have answered" in page
    assert [word for word in ("median", "Median", "Consensus", "Zebra", "Agreed level") if word in page] == []


def test_revealing_one_shows_that_one_and_nothing_of_the_others(closed, bo):
    """The comment is on every statement; each of the others would tell it."""
    assert reveal(bo, closed).url == stage_url(closed)

    seen = surfaces(bo, closed)
    assert {name for name, page in seen.items() if "Zebra" in page} == {"stage", "revealed so far"}
    assert words_of(bo.get(stage_url(closed))).count("14 ratings") == 1
    closed.round.ratings.filter(state="rated").exclude(criterion__ref="1.a.1").update(level=0, comment="Giraffe.")
    assert surfaces(bo, closed) == seen
    assert AuditEntry.objects.filter(verb="revealed a criterion").count() == 1


def test_revealing_twice_is_no_second_act(closed, bo):
    reveal(bo, closed)
    reveal(bo, closed)

    assert Revealed.objects.count() == 1


def test_a_partial_reveal_brings_no_figure_of_a_group(closed, bo, cast, sign_in):
    for ref in closed.refs[:-1]:
        reveal(bo, closed, ref)
    chi = sign_in(cast.chi)

    for name, args in (("results", ()), ("results-group", (KEY, "1")), ("compare", ())):
        assert chi.get(url(closed, name, *args)).status_code == 404
    page = words_of(chi.get(url(closed, "revealed")))
    assert "4 of 5 statements" in page
    assert page.count("Zebra") == 4


def test_members_read_what_is_revealed_so_far_and_then_the_results(closed, bo, cast, sign_in):
    chi = sign_in(cast.chi)
    assert "Nothing is revealed yet" in words_of(chi.get(url(closed, "revealed")))
    reveal(bo, closed, "1.a.2")

    shown = chi.get(url(closed, "revealed")).context["shown"]
    assert [item.finding.outline.ref for item in shown] == ["1.a.2"]
    closed.reveal()
    assert chi.get(url(closed, "revealed")).url == url(closed, "results")


def test_what_is_withheld_says_so_in_the_room(open_assessment, bo, cast):
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1, refs=("1.a.1",))
    open_assessment.say(open_assessment.participant(cast.chi), {"1.a.2": 4}, "Zebra.")
    open_assessment.close_and_reveal()

    page = words_of(bo.get(stage_url(open_assessment, "1.a.2")))

    assert "Withheld: fewer than 4 people rated this" in page
    assert "Zebra" not in page


def test_with_too_few_people_in_all_the_room_sees_no_figure_at_all(open_assessment, bo):
    """Two rated one statement, and said that they do not know another: that nobody rated it is no figure either."""
    two = open_assessment.rate_as(Sector.PUBLIC, people=2, level=1, refs=("1.a.1",))
    for participant in two:
        open_assessment.say(participant, {"1.a.2": "dont_know"})
    open_assessment.close_and_reveal()

    items = bo.get(url(open_assessment, "moderate")).context["agenda"].items

    assert {item.shown.finding.figures for item in items} == {None}


def test_what_is_to_discuss_comes_first_when_asked_for(closed, bo):
    """With all revealed but one, that one keeps its place: where it stands would tell how it was answered."""
    closed.round.ratings.filter(state="rated").exclude(criterion__ref__in=["2.a.1", "1.b.1"]).update(level=2)
    for ref in closed.refs:
        if ref != "1.b.1":
            reveal(bo, closed, ref)

    agenda = bo.get(url(closed, "moderate") + "?order=discuss").context["agenda"]
    assert [item.criterion.ref for item in agenda.items][:1] == ["2.a.1"]
    assert [item.criterion.ref for item in agenda.items][1:] == [ref for ref in closed.refs if ref != "2.a.1"]


def test_the_order_is_kept_from_one_statement_to_the_next(closed, bo):
    closed.reveal()

    page = bo.get(stage_url(closed) + "?order=discuss")

    assert page.context["next_address"].endswith("?order=discuss")
    assert bo.get(stage_url(closed)).context["next_address"] == stage_url(closed, "1.a.2")
    assert bo.get(stage_url(closed)).context["previous_address"] == ""


def test_before_it_is_closed_there_is_nothing_to_moderate(open_assessment, bo):
    for name in ("moderate", "lock", "propose-round", "send-positions", "revealed"):
        assert bo.get(url(open_assessment, name)).status_code == 404
    assert bo.get(stage_url(open_assessment)).status_code == 404


# --- Positions ------------------------------------------------------------------------------------------


def post(client, staged, ref="1.a.1", **words):
    given = {"level": "2", "target": "", "target_on": "", "reason": "", "dissent": "", "owner": "", "version": "0"}
    return client.post(stage_url(staged, ref), given | words)


def test_nothing_is_chosen_for_the_room(revealed, bo):
    page = bo.get(stage_url(revealed))

    assert "checked" not in page.content.decode()
    assert "The room’s median: " in words_of(page)


def test_the_room_records_a_position(revealed, bo, cast):
    day = cast.city.date_at(timezone.now()) + timedelta(days=400)
    response = post(
        bo, revealed, target="4", target_on=day.isoformat(), reason="So\r\nit is.", dissent="One no.", owner=cast.chi.pk
    )

    position = Position.objects.get()
    assert response.url == stage_url(revealed)
    assert (position.level, position.target, position.target_on) == (2, 4, day)
    assert (position.reason, position.dissent, position.owner) == ("So\nit is.", "One no.", cast.chi)


def test_not_applicable_is_a_position_without_a_level(revealed, bo):
    post(bo, revealed, level="not_applicable")

    assert Position.objects.get().level is None
    assert "Not applicable" in words_of(bo.get(url(revealed, "moderate")))


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"level": ""}, "Choose the level that you agree on, or “not applicable”."),
        ({"level": "9"}, "This is not one of the levels offered."),
        ({"level": "not_applicable", "target": "3"}, "What does not apply has no level to reach."),
        ({"target": "", "target_on": "2099-01-01"}, "Choose the level to reach by that day, or leave the day empty."),
        ({"target": "4", "target_on": "2001-01-01"}, "This day has passed."),
        ({"reason": "x" * 2001}, "This has 2001 characters and 2000 fit."),
        ({"owner": "999999"}, "Select a valid choice."),
    ],
)
def test_bad_input_gets_words_and_loses_nothing(revealed, bo, words, error):
    response = post(bo, revealed, **({"dissent": "Typed with care."} | words))

    page = words_of(response)
    assert (response.status_code, Position.objects.exists()) == (200, False)
    assert error in page
    assert "Typed with care." in page


def test_a_member_of_another_city_cannot_own_a_position(revealed, bo, cast):
    post(bo, revealed, owner=cast.otto.pk)

    assert not Position.objects.exists()


def test_a_position_changed_meanwhile_shows_both_and_loses_nothing_typed(revealed, bo):
    agree(revealed, level=4, reason="Theirs.")

    response = post(bo, revealed, level="1", reason="Mine.")

    page = words_of(response)
    assert response.status_code == 409
    assert [word for word in ("Theirs.", "Mine.") if word in page] == ["Theirs.", "Mine."]
    assert Position.objects.get().reason == "Theirs."
    post(bo, revealed, level="1", reason="Mine.", version=response.context["form"]["version"].value())
    assert Position.objects.get().reason == "Mine."


def test_a_position_on_what_is_sealed_is_refused(closed, bo):
    response = post(bo, closed)

    assert messages_of(response) == ["Reveal what people answered first, then agree on a level."]
    assert not Position.objects.exists()


def test_who_changes_what_was_sent_is_told_that_it_becomes_a_draft(revealed, bo, cast):
    sent(revealed, cast.chi)

    assert "Once changed it is a draft again" in words_of(bo.get(stage_url(revealed)))


def test_the_facilitator_decides_a_challenge_with_a_reason(revealed, bo, cast):
    position = challenge(sent(revealed, cast.chi, level=1), reply="The register says otherwise.")
    assert "The register says otherwise." in words_of(bo.get(stage_url(revealed)))
    address = url(revealed, "decide", KEY, "1.a.1")
    given = {"level": "3", "target": "", "version": position.version}

    refused = bo.post(address, given | {"decision": ""})
    assert "Say how you decide and why" in words_of(refused)
    bo.post(address, given | {"decision": "We looked it up."})

    position.refresh_from_db()
    assert (position.status, position.level, position.decision) == ("decided", 3, "We looked it up.")


def test_a_decision_on_what_was_changed_meanwhile_is_typed_once(revealed, bo, cast):
    position = challenge(sent(revealed, cast.chi, level=1), reply="The register says otherwise.")
    given = {"level": "3", "target": "", "decision": "Typed with care.", "version": position.version}
    agree(revealed, level=4, reason="Theirs.", owner=cast.chi, version=position.version)  # in another window

    response = bo.post(url(revealed, "decide", KEY, "1.a.1"), given)

    page = words_of(response)
    assert response.status_code == 409
    assert "Somebody has changed this position meanwhile." in page
    assert [word for word in ("Theirs.", "Typed with care.") if word in page] == ["Theirs.", "Typed with care."]
    position.refresh_from_db()
    assert response.context["decision"]["version"].value() == str(position.version)
    assert (position.status, position.decision) == ("drafted", "")


def test_a_decision_where_there_is_none_to_make_keeps_what_was_typed(revealed, bo, cast):
    position = agree(revealed, level=1)
    given = {"level": "3", "target": "", "decision": "Typed with care.", "version": position.version}

    response = bo.post(url(revealed, "decide", KEY, "1.a.1"), given)

    assert (response.status_code, "Typed with care." in words_of(response)) == (409, True)


def test_an_owner_who_has_left_stays_until_another_is_chosen(revealed, bo, cast):
    agree(revealed, owner=cast.chi)
    remove_member(member=cast.chi, by=cast.ada.user, now=timezone.now())

    page = words_of(bo.get(stage_url(revealed)))
    post(bo, revealed, level="4", owner=cast.chi.pk, version=1)
    kept = Position.objects.get().owner
    post(bo, revealed, level="4", owner=cast.alma.pk, version=2)

    assert "Chi (has left the city)" in page
    assert (kept, Position.objects.get().owner) == (cast.chi, cast.alma)
    assert "has left the city" not in words_of(bo.get(stage_url(revealed)))


def test_there_is_nothing_to_decide_without_a_challenge(revealed, bo, cast):
    sent(revealed, cast.chi)

    assert "Record the decision" not in words_of(bo.get(stage_url(revealed)))


def test_locked_positions_are_read_and_not_changed(revealed, bo):
    agree(revealed, reason="So it is.")
    lock(revealed)

    page = words_of(bo.get(stage_url(revealed)))
    response = post(bo, revealed, "1.a.2")

    assert "So it is." in page
    assert "Change the position" not in page
    assert messages_of(response) == ["Somebody has changed this assessment in the meantime. It is now: Agreed."]
    assert Position.objects.count() == 1


# --- A second round -------------------------------------------------------------------------------------


def test_the_second_round_shows_nothing_of_itself_before_it_is_revealed(revealed, bo, cast):
    again = ask_again(revealed, "1.a.1")
    for participant in again.round.participants.all():
        again.say(again.participant(participant.member), {"1.a.1": 4}, "Zebra.")
    again.close()
    before = surfaces(bo, revealed)
    change_answers(again)

    assert surfaces(bo, revealed) == before
    page = words_of(bo.get(stage_url(revealed)))
    assert "Round 1" in page
    assert "Zebra" not in page


def test_what_moved_is_said_once_the_second_round_is_revealed(revealed, bo):
    again = ask_again(revealed, "1.a.1")
    for participant in again.round.participants.all():
        again.say(again.participant(participant.member), {"1.a.1": 3})
    again.close()
    reveal(bo, revealed)

    page = words_of(bo.get(stage_url(revealed)))

    assert "The median rose from" in page
    assert Revealed.objects.get().round == latest_round(revealed)


def test_while_people_rate_again_the_room_can_read_and_not_record(revealed, bo):
    ask_again(revealed, "1.a.1")

    page = words_of(bo.get(stage_url(revealed)))

    assert "The room’s median" in page
    assert "Record the position" not in page
    assert "People are rating again" in words_of(bo.get(url(revealed, "moderate")))


def test_the_facilitator_chooses_what_is_asked_again(revealed, bo):
    page = bo.get(url(revealed, "propose-round"))
    to_discuss = [item for item in page.context["agenda_items"] if item.is_to_discuss]
    assert page.context["chosen"] == [str(item.criterion.id) for item in to_discuss]
    day = revealed.city.date_at(timezone.now()) + timedelta(days=2)

    response = bo.post(
        url(revealed, "propose-round"),
        {"closes_on": day.isoformat(), "criteria": [criterion_of(revealed, "1.a.1").pk]},
    )

    round_ = latest_round(revealed)
    assert messages_of(response) == ["17 people are asked again."]
    assert (round_.number, round_.closes_on) == (2, day)
    assert set(round_.ratings.values_list("criterion__ref", flat=True)) == {"1.a.1"}


def test_a_second_round_about_nothing_is_refused_at_the_field(revealed, bo):
    response = bo.post(url(revealed, "propose-round"), {"closes_on": "2001-01-01"})

    page = words_of(response)
    assert "Tick at least one statement." in page
    assert "This day has passed." in page
    assert latest_round(revealed).number == 1
