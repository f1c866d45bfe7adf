"""The facilitator's pages: list, set up, invite, take the steps."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Participant, Round, Stage
from cities.models import Role, Sector
from framework.models import Edition
from framework.queries import current_instrument, top_groups
from tests.conftest import stage_assessment
from tests.factories import MemberFactory, OrganisationFactory, UserFactory
from tests.positions import agree, challenge, latest_round, lock, sent


@pytest.fixture
def bo(cast, sign_in):
    return sign_in(cast.bo)


@pytest.fixture
def today(cast):
    return cast.city.date_at(timezone.now())


def address_of(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- New ------------------------------------------------------------------------------------------------


def checklist_ids():
    return [group.pk for group in top_groups(current_instrument("success-factors"))]


def new_address(cast):
    return reverse("assessments:new", args=[cast.city.slug])


def test_a_new_assessment_leads_to_its_people(bo, cast, edition, today):
    response = bo.post(
        new_address(cast),
        {
            "title": "Spring check",
            "closes_on": today + timedelta(days=7),
            "minimum_group": "5",
            "groups": checklist_ids(),
        },
    )

    created = Assessment.objects.get()
    assert response.url == reverse("assessments:people", args=[cast.city.slug, created.pk])
    assert words(response) == ["Saved as a draft. Next, choose the people to ask."]
    assert (created.title, created.minimum_group, created.created_by) == ("Spring check", 5, cast.bo.user)
    assert created.rounds.get().closes_on == today + timedelta(days=7)
    assert sorted(created.asked_groups.values_list("group__ref", flat=True)) == ["1", "2"]


def test_a_new_assessment_offers_every_instrument_with_the_checklist_ticked(bo, cast, whole_framework):
    offers = bo.get(new_address(cast)).context["offers"]

    assert [
        (offer.instrument.key, len(offer.instrument.groups), offer.instrument.criteria, offer.minutes)
        for offer in offers
    ] == [
        ("guiding-principles", 4, 30, 10),
        ("leadership-maturity", 8, 8, 3),
        ("recommendations", 17, 54, 18),
        ("success-factors", 9, 47, 16),
    ]
    assert [len(offer.chosen) for offer in offers] == [0, 0, 0, 9]


def test_groups_of_several_instruments_are_asked_together(bo, cast, whole_framework, today):
    principles, notes = (top_groups(current_instrument(key)) for key in ("guiding-principles", "recommendations"))

    bo.post(
        new_address(cast),
        {
            "title": "Spring check",
            "closes_on": today,
            "minimum_group": "4",
            "groups": [principles[1].pk, notes[0].pk, notes[12].pk],
        },
    )

    asked = Assessment.objects.get().asked_groups.values_list("group__instrument__key", "group__ref")
    assert sorted(asked) == [("guiding-principles", "A.2"), ("recommendations", "A"), ("recommendations", "B12")]


def test_a_form_with_mistakes_comes_back_as_typed(bo, cast, edition, today):
    response = bo.post(
        new_address(cast),
        {"title": "Spring check", "closes_on": today - timedelta(days=1), "minimum_group": "2"}
        | {"groups": checklist_ids()[:1]},
    )

    assert response.context["form"].errors == {
        "closes_on": ["This day has passed. Choose today or a later day."],
        "minimum_group": ["Ensure this value is greater than or equal to 3."],
    }
    assert 'value="Spring check"' in response.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("state", ["none", "superseded"])
def test_without_a_framework_the_form_says_who_has_to_load_one(bo, cast, db, today, state):
    if state == "superseded":
        Edition.objects.update(status=Edition.Status.SUPERSEDED)

    response = bo.post(new_address(cast), {"title": "Spring check", "closes_on": today, "minimum_group": "4"})

    assert "No framework is loaded yet" in response.content.decode()
    assert "The operator of this portal has to load one first." in response.content.decode()
    assert not Assessment.objects.exists()


# --- List and detail ------------------------------------------------------------------------------------


def test_drafts_are_listed_only_for_those_who_run_assessments(open_assessment, cast, sign_in):
    draft = stage_assessment(cast.city, cast.bo, "Still a draft")
    address = reverse("assessments:list", args=[cast.city.slug])

    listed = {
        name: [round_.pk for round_ in sign_in(getattr(cast, name)).get(address).context["rounds"]]
        for name in ("bo", "alma", "ada", "chi", "rey", "ola")
    }

    everything = [draft.round.pk, open_assessment.round.pk]
    assert listed == {
        "bo": everything,
        "alma": everything,
        "ada": everything,
        "chi": everything[1:],
        "rey": everything[1:],
        "ola": everything[1:],
    }
    assert "Still a draft" not in sign_in(cast.chi).get(address).content.decode()


def test_the_detail_page_counts_who_has_finished_by_sector(open_assessment, cast, bo):
    chi = open_assessment.participant(cast.chi)
    third = open_assessment.leaders(2, Sector.THIRD)
    open_assessment.say(third[0], {"1.a.1": "dont_know"})
    Participant.objects.filter(pk=chi.pk).update(submitted_at=timezone.now())

    context = bo.get(address_of(open_assessment, "detail")).context

    parts = [(part.sector, part.asked, part.finished, part.started, part.not_started) for part in context["parts"]]
    assert parts == [("public", 4, 1, 0, 3), ("third", 2, 0, 1, 1)]
    assert (context["total"].asked, context["total"].finished, context["total"].started) == (6, 1, 1)


def next_step(client, staged):
    step = client.get(address_of(staged, "detail")).context["next_step"]
    return (step.text, step.button, step.address) if step else None


def test_the_next_step_is_said_at_every_stage(draft, bo, cast, today):
    refs = draft.refs
    assert next_step(bo, draft) == (
        "Nobody is invited yet; it takes at least 4 people.",
        "Invite people",
        address_of(draft, "people"),
    )
    people = draft.leaders(4)
    assert next_step(bo, draft) == (
        "4 people are invited. They can answer once you open it.",
        "Open for answers",
        address_of(draft, "step", "open"),
    )
    Round.objects.update(closes_on=today - timedelta(days=1))
    assert next_step(bo, draft) == (
        "The last day has already passed.",
        "Choose a later day",
        address_of(draft, "last-day"),
    )
    Round.objects.update(closes_on=today)
    draft.open()
    assert next_step(bo, draft) == ("Waiting for 4 people.", "", "")
    Participant.objects.filter(pk__in=[person.pk for person in people[1:]]).update(submitted_at=timezone.now())
    assert next_step(bo, draft) == ("Waiting for 1 person.", "", "")
    Participant.objects.update(submitted_at=timezone.now())
    close = ("Close for answers", address_of(draft, "step", "close"))
    assert next_step(bo, draft) == ("Everybody has finished.", *close)
    Round.objects.update(closes_on=today - timedelta(days=1))
    assert next_step(bo, draft) == ("The last day is over and no more answers are taken.", *close)
    draft.close()
    assert next_step(bo, draft) == (
        "No more answers are taken. Nobody sees results until you reveal them.",
        "Moderate in the room",
        address_of(draft, "moderate"),
    )
    draft.reveal()
    assert next_step(bo, draft) == (
        "Nothing is agreed yet. Go through the statements and record what the room agrees on.",
        "Agree on levels",
        address_of(draft, "moderate"),
    )
    position = sent(draft, cast.chi, refs[0])
    challenge(position)
    assert next_step(bo, draft) == (
        "Positions recorded: 1 of 5. 1 reply is open.",
        "Go on agreeing",
        address_of(draft, "moderate"),
    )
    actions.decide_position(
        round_=latest_round(draft),
        position=position,
        level=2,
        target=None,
        decision="The register says so.",
        version=position.version,
        by=cast.bo.user,
        now=timezone.now(),
    )
    for ref in refs[1:]:
        agree(draft, ref)
    assert next_step(bo, draft) == (
        "Positions recorded: 5 of 5.",
        "Lock the positions",
        address_of(draft, "lock"),
    )
    lock(draft)
    assert next_step(bo, draft) is None


def test_those_who_do_not_run_assessments_get_no_next_step(open_assessment, cast, sign_in):
    assert next_step(sign_in(cast.ola), open_assessment) is None


# --- People ---------------------------------------------------------------------------------------------


@pytest.fixture
def neighbours(cast):
    """People to invite: of two sectors, and some who cannot be."""
    college = OrganisationFactory(city=cast.city, name="College", sector=Sector.ACADEMIC)
    shop = OrganisationFactory(city=cast.city, name="Shop", sector=Sector.PRIVATE)

    def member(name, organisation, **fields):
        return MemberFactory(city=cast.city, organisation=organisation, user=UserFactory(name=name), **fields)

    member("Gone", college, archived_at=timezone.now())
    member("Observer", college, roles=[Role.OBSERVER])
    return {
        "zoe": member("Zoe", college),
        "abe": member("Abe", college, roles=[Role.LEADER, Role.FACILITATOR]),  # two roles, listed once
        "kim": member("Kim", shop),
    }


def test_the_people_page_lists_who_can_be_asked_by_sector_and_name(draft, bo, neighbours):
    response = bo.get(address_of(draft, "people"))

    listed = [(member.organisation.sector, member.user.name) for member in response.context["members"]]
    assert listed == [
        ("academic", "Abe"),
        ("academic", "Zoe"),
        ("private", "Kim"),
        ("public", "Ada"),
        ("public", "Alma"),
        ("public", "Bo"),
        ("public", "Chi"),
    ]
    markup = response.content.decode()
    legends = [part.partition("</legend>")[0].strip() for part in markup.split("<legend>")[1:]]
    assert legends == ["Academic sector", "Private sector", "Public sector", "Critical success factors"]


def test_people_ticked_are_invited_and_leave_the_list(draft, bo, neighbours):
    address = address_of(draft, "people")

    response = bo.post(address, {"members": [neighbours["zoe"].pk, neighbours["kim"].pk]})

    assert (response.url, words(response)) == (address, ["2 people invited."])
    context = bo.get(address).context
    assert [row.member.user.name for row in context["participants"]] == ["Kim", "Zoe"]
    assert [member.user.name for member in context["members"]] == ["Abe", "Ada", "Alma", "Bo", "Chi"]


def test_nobody_ticked_is_said(draft, bo):
    response = bo.post(address_of(draft, "people"), {"csrfmiddlewaretoken": "sent by the browser"})

    assert response.context["form"].errors == {"members": ["Tick at least one person."]}
    assert "Tick at least one person." in response.content.decode()
    assert not draft.round.participants.exists()


def test_a_choice_that_has_become_impossible_keeps_the_others_ticked(draft, bo, neighbours):
    draft.invite(neighbours["kim"])

    response = bo.post(address_of(draft, "people"), {"members": [neighbours["kim"].pk, neighbours["zoe"].pk]})

    assert response.context["form"].errors == {
        "members": [f"Select a valid choice. {neighbours['kim'].pk} is not one of the available choices."]
    }
    assert response.content.decode().count("checked") == 1
    assert [row.member for row in draft.round.participants.all()] == [neighbours["kim"]]


def test_inviting_into_a_closed_round_is_refused_in_words(open_assessment, bo, cast):
    open_assessment.close()

    response = bo.post(address_of(open_assessment, "people"), {"members": [cast.alma.pk]})

    assert words(response) == ["Somebody has changed this assessment in the meantime. It is now: Closed."]
    assert open_assessment.round.participants.count() == 4


def test_an_invitation_is_taken_back(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)

    response = bo.post(address_of(open_assessment, "withdraw", chi.pk))

    assert (response.url, words(response)) == (address_of(open_assessment, "people"), ["Chi is not asked any more."])
    assert not Participant.objects.filter(pk=chi.pk).exists()


def test_an_answered_invitation_asks_first_and_offers_no_quick_button(open_assessment, bo, cast):
    chi = open_assessment.participant(cast.chi)
    open_assessment.say(chi, {"1.a.1": 2})
    address = address_of(open_assessment, "withdraw", chi.pk)

    page = bo.get(address_of(open_assessment, "people")).content.decode()
    response = bo.post(address)

    assert (address in page, page.count("/withdraw/")) == (False, 3)
    assert words(response) == ["This person has answered something in the meantime. Look again, then decide."]
    assert Participant.objects.get(pk=chi.pk).withdrawn_at is None


# --- Last day and steps ---------------------------------------------------------------------------------


def test_the_last_day_is_changed(open_assessment, bo, today):
    response = bo.post(address_of(open_assessment, "last-day"), {"closes_on": today + timedelta(days=40)})

    open_assessment.round.refresh_from_db()
    assert (response.url, words(response)) == (address_of(open_assessment, "detail"), ["The last day is changed."])
    assert open_assessment.round.closes_on == today + timedelta(days=40)


def test_a_last_day_that_has_passed_is_refused_on_the_form(open_assessment, bo, today):
    before = open_assessment.round.closes_on

    response = bo.post(address_of(open_assessment, "last-day"), {"closes_on": today - timedelta(days=1)})

    open_assessment.round.refresh_from_db()
    assert response.context["form"].errors == {"closes_on": ["This day has passed. Choose today or a later day."]}
    assert open_assessment.round.closes_on == before


def test_the_last_day_of_a_closed_round_is_refused_in_words(open_assessment, bo, today):
    open_assessment.close()

    response = bo.post(address_of(open_assessment, "last-day"), {"closes_on": today + timedelta(days=3)})

    assert words(response) == ["Somebody has changed this assessment in the meantime. It is now: Closed."]


@pytest.mark.parametrize(
    ("name", "before", "after", "done"),
    [
        (
            "open",
            [],
            Stage.OPEN,
            "Open. Everybody invited gets a mail with a link, and sees it on their front page.",
        ),
        ("close", ["open"], Stage.CLOSED, "Closed. Nobody sees results until you reveal them."),
        ("reveal", ["open", "close"], Stage.REVEALED, "The results are revealed to every member of the city."),
    ],
)
def test_a_step_is_explained_first_and_taken_once_confirmed(draft, bo, name, before, after, done):
    draft.leaders(4)
    for step in before:
        getattr(draft, step)()
    stage, address = draft.round.stage, address_of(draft, "step", name)

    asked = bo.get(address)
    draft.round.refresh_from_db()
    unchanged = draft.round.stage
    confirmed = bo.post(address)
    draft.round.refresh_from_db()

    assert asked.status_code == 200
    assert str(asked.context["step"].explanation) in asked.content.decode()
    assert unchanged == stage
    assert (confirmed.url, words(confirmed)) == (address_of(draft, "detail"), [done])
    assert draft.round.stage == after


def test_a_step_that_is_not_next_leads_back_to_where_it_stands(open_assessment, bo):
    responses = [bo.get(address_of(open_assessment, "step", name)) for name in ("open", "reveal")]

    assert [response.url for response in responses] == [address_of(open_assessment, "detail")] * 2


def test_a_step_confirmed_on_a_stale_page_is_refused_in_words(open_assessment, bo):
    bo.get(address_of(open_assessment, "step", "close"))
    open_assessment.close_and_reveal()

    response = bo.post(address_of(open_assessment, "step", "close"))

    assert words(response) == ["Somebody has changed this assessment in the meantime. It is now: Results revealed."]
    assert response.url == address_of(open_assessment, "detail")


def test_opening_with_too_few_people_is_refused_in_words(draft, bo):
    draft.leaders(3)

    response = bo.post(address_of(draft, "step", "open"))

    assert words(response) == [
        "Results of fewer than 4 people are never shown, and so far only 3 are invited. Invite more people."
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_step_that_does_not_exist_is_not_found(open_assessment, bo, method):
    assert getattr(bo, method)(address_of(open_assessment, "step", "delete")).status_code == 404


def test_how_far_each_sector_is_shows_to_those_who_run_it_alone(open_assessment, cast, sign_in):
    """Of a sector of two, everybody else would know who has answered and who has not."""
    address = reverse("assessments:detail", args=[cast.city.slug, open_assessment.assessment.pk])
    label = "Public sector"

    pages = {name: sign_in(getattr(cast, name)).get(address).content.decode() for name in ("bo", "chi", "ola")}

    assert {name: label in page for name, page in pages.items()} == {"bo": True, "chi": False, "ola": False}
    assert all("have finished" in page for page in pages.values())
