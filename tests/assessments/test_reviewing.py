"""An independent review: who is asked, what is written, when the city sees it, what becomes of recommendations."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from assessments.models import Assessment, Finding, Recommendation, RecommendationChange, Review, ReviewRating, Round
from assessments.queries.frozen_reviews import frozen_reviews
from assessments.queries.recommendations import history_of, recommendations_of, to_follow_up
from assessments.queries.reviewed import apart, city_levels
from assessments.queries.reviews import reviews_waiting_for, sheets_of
from assessments.queries.visible_reviews import visible_reviews
from cities.models import AuditEntry, OutgoingMail, Role, Sector
from framework.models import Criterion, Group
from tests.assessments.test_positions import put_position
from tests.conftest import stage_assessment
from tests.factories import MemberFactory, UserFactory

WORDS = ("Summary of Rey", "Comment of Rey", "Finding of Rey", "Advice of Rey", "Reason of Rey")


def ask(staged, member) -> Review:
    return actions.ask_reviewers(
        assessment=staged.assessment,
        members=[member],
        address="https://portal.example/review/",
        by=staged.by.user,
        now=timezone.now(),
    )[0]


def rate(review, levels: dict[str, int]) -> None:
    for ref, level in levels.items():
        actions.rate_for_review(
            review=review,
            criterion=Criterion.objects.get(instrument__edition=review.assessment.edition_id, ref=ref),
            state="rated",
            level=level,
            comment="Comment of Rey",
            version=0,
        )


def advise(review, owner=None, text="Advice of Rey", due_on=None) -> Recommendation:
    return actions.add_recommendation(
        review=review, priority="critical", text=text, group=None, owner=owner, due_on=due_on
    )


def write(review, levels: dict[str, int] | None = None) -> Recommendation:
    rate(review, levels or {"1.a.1": 0})
    actions.add_finding(review=review, kind="concern", text="Finding of Rey", group=None)
    actions.judge_review(review=review, summary="Summary of Rey", judgements={None: ("amber-red", "Reason of Rey")})
    return advise(review)


def submit(review) -> None:
    actions.submit_review(review=review, by=review.reviewer.user, now=timezone.now())


def page(client, name, cast, *args):
    return client.get(reverse(f"assessments:{name}", args=[cast.city.slug, *args]))


@pytest.fixture
def review(open_assessment, cast) -> Review:
    return ask(open_assessment, cast.rey)


@pytest.fixture
def healthcheck(cast, edition):
    """An open assessment that only reviewers look at: nobody is invited to answer."""
    staged = stage_assessment(cast.city, cast.bo, "Healthcheck")
    Assessment.objects.filter(pk=staged.assessment.pk).update(kind=Assessment.Kind.HEALTHCHECK)
    staged.round = Round.objects.select_related("assessment__edition", "city").get(pk=staged.round.pk)
    staged.open()
    return staged


# --- Asking ---------------------------------------------------------------------------------------------


def test_a_reviewer_is_mailed_where_to_write(review, cast):
    mail = OutgoingMail.objects.get(to=cast.rey.user.email)

    assert mail.subject == "You are asked to review “Autumn check”"
    assert "https://portal.example/review/" in mail.body
    assert mail.body.startswith("Dear Rey,\n\nBo asks you for an independent review of “Autumn check” of Ourtown")


WANTED = "The last day of the assessment is {day}; your review is wanted by then."


def mailed_and_shown(staged, cast, sign_in) -> tuple[str, str]:
    """Ask a reviewer; return the mail, and the words of their own page."""
    ask(staged, cast.rey)
    mail = OutgoingMail.objects.get(to=cast.rey.user.email).body
    own = page(sign_in(cast.rey), "my-review", cast, staged.assessment.pk)
    return mail, " ".join(own.content.decode().split())


def test_a_reviewer_is_told_by_when_the_review_is_wanted(open_assessment, cast, sign_in):
    Round.objects.filter(pk=open_assessment.round.pk).update(closes_on=date(2099, 3, 12))

    mail, own = mailed_and_shown(open_assessment, cast, sign_in)

    said = WANTED.format(day="Thursday 12 March 2099")
    assert f"that it will be delivered.\n\n{said}\n\nHere you write it:" in mail
    assert said in own


@pytest.mark.parametrize(
    "without",
    [
        {"closes_on": date(2020, 1, 1)},
        {"closed_at": timezone.now()},
        {"assessment__is_consensus_only": True},
    ],
    ids=lambda without: next(iter(without)),
)
def test_without_a_day_ahead_none_is_named(without, open_assessment, cast, sign_in):
    """The last day is over, the round was closed, or nobody answers alone and no day was chosen."""
    if "assessment__is_consensus_only" in without:
        Assessment.objects.filter(pk=open_assessment.assessment.pk).update(is_consensus_only=True)
    else:
        Round.objects.filter(pk=open_assessment.round.pk).update(**without)

    mail, own = mailed_and_shown(open_assessment, cast, sign_in)

    assert "that it will be delivered.\n\nHere you write it:" in mail
    assert "is wanted by then" not in own


def test_only_members_with_the_role_are_offered(open_assessment, cast, sign_in):
    response = page(sign_in(cast.bo), "reviewers", cast, open_assessment.assessment.pk)

    assert [member.pk for member in response.context["members"]] == [cast.rey.pk]


def test_who_is_asked_already_is_asked_once(review, open_assessment, cast):
    again = actions.ask_reviewers(
        assessment=open_assessment.assessment, members=[cast.rey], address="", by=cast.bo.user, now=timezone.now()
    )

    assert (again, Review.objects.count(), OutgoingMail.objects.filter(to=cast.rey.user.email).count()) == ([], 1, 1)


def test_nobody_is_asked_who_cannot_be_mailed(open_assessment, cast, sign_in, monkeypatch):
    monkeypatch.setattr("cities.actions.outbox.MAILS_A_DAY", 0)
    address = reverse("assessments:reviewers", args=[cast.city.slug, open_assessment.assessment.pk])

    response = sign_in(cast.bo).post(address, {"members": [cast.rey.pk]})

    assert "this city may send 0 more today. Nobody is asked yet" in response.content.decode()
    assert response.context["chosen"] == [str(cast.rey.pk)]
    assert not Review.objects.exists()


def take_back(review, cast):
    actions.take_back_review(review=review, by=cast.bo.user, now=timezone.now())


def test_taking_a_reviewer_back_asks_first(review, cast, sign_in):
    address = reverse("assessments:take-back-review", args=[cast.city.slug, review.assessment_id, review.pk])

    shown = page(sign_in(cast.bo), "reviewers", cast, review.assessment_id).content.decode()

    folded = shown.partition('<details class="confirm">')[2].partition("</details>")[0]
    assert shown.count(address) == folded.count(f'action="{address}"') == 1
    assert "Anything they have written is kept" in folded


@pytest.mark.parametrize("begun", [False, True])
def test_taking_a_reviewer_back_looks_the_same_whether_they_have_begun(review, open_assessment, cast, sign_in, begun):
    if begun:
        rate(review, {"1.a.1": 2})
        actions.add_finding(review=review, kind="strength", text="Good.", group=None)
    rey, bo = sign_in(cast.rey), sign_in(cast.bo)

    address = reverse("assessments:take-back-review", args=[cast.city.slug, review.assessment_id, review.pk])
    said = bo.post(address, follow=True)

    assert [str(message) for message in said.context["messages"]] == ["This reviewer is asked no longer."]
    assert (list(said.context["reviews"]), list(said.context["members"])) == ([], [cast.rey])
    assert page(rey, "my-review", cast, review.assessment_id).status_code == 403
    assert list(reviews_waiting_for(cast.rey)) == []
    assert AuditEntry.objects.filter(verb="took a reviewer back", actor=cast.bo.user).count() == 1
    with pytest.raises(actions.ReviewOver):
        rate(review, {"1.a.2": 2})
    with pytest.raises(actions.StepRefused, match="taken back"):
        take_back(review, cast)


def test_who_is_asked_again_goes_on_from_what_they_had_said(review, open_assessment, cast):
    rate(review, {"1.a.1": 2})
    take_back(review, cast)

    again = ask(open_assessment, cast.rey)

    assert (again, again.ratings.get().level) == (review, 2)
    assert OutgoingMail.objects.filter(to=cast.rey.user.email).count() == 2


def test_a_submitted_review_is_not_taken_back(review, cast):
    write(review)
    submit(review)

    with pytest.raises(actions.StepRefused, match="has been submitted"):
        take_back(review, cast)


def test_a_review_that_the_city_has_read_does_not_vanish_by_way_of_its_reviewer(review, cast, sign_in):
    write(review)
    submit(review)
    actions.hand_back_review(review=review, by=cast.bo.user, now=timezone.now())

    with pytest.raises(actions.StepRefused, match="has been submitted"):
        take_back(review, cast)
    shown = page(sign_in(cast.bo), "reviewers", cast, review.assessment_id).content.decode()
    assert ("Handed back" in shown, "Take it back" in shown) == (True, False)


def test_nothing_is_asked_of_reviewers_once_it_is_archived(review, open_assessment, cast, sign_in):
    open_assessment.close()
    actions.archive_assessment(round_=open_assessment.round, by=cast.bo.user, now=timezone.now())

    shown = page(sign_in(cast.bo), "reviewers", cast, review.assessment_id).content.decode()

    assert "Rey" in shown
    assert "Take back" not in shown
    assert "Ask somebody" not in shown


def test_the_same_said_twice_changes_nothing_and_what_was_unseen_is_told(review):
    criterion = Criterion.objects.get(ref="1.a.1")
    given = {"review": review, "criterion": criterion, "state": "rated", "comment": ""}

    first = actions.rate_for_review(**given, level=2, version=0)
    same = actions.rate_for_review(**given, level=2, version=0)
    other = actions.rate_for_review(**given, level=3, version=0)

    assert [(rating.version, unseen) for rating, unseen in (first, same, other)] == [(1, False), (1, False), (2, True)]


def test_the_pages_save_levels_with_the_page_and_one_by_one(review, cast, sign_in):
    client, pk = sign_in(cast.rey), review.assessment_id
    address = reverse("assessments:review-ratings", args=[cast.city.slug, pk, "success-factors", "1"])
    save = reverse("assessments:save-review-rating", args=[cast.city.slug, pk, "success-factors", "1.a.2"])

    whole = client.post(address, {"q-1-a-1-answer": "dont_know", "q-1-a-1-version": 0, "q-1-a-1-comment": "No file."})
    single = client.post(save, {"q-1-a-2-answer": "4", "q-1-a-2-version": 0})

    assert (whole.status_code, single.status_code) == (302, 200)
    assert list(ReviewRating.objects.order_by("criterion__ref").values_list("state", "level", "comment")) == [
        ("dont_know", None, "No file."),
        ("rated", 4, ""),
    ]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"answer": "9"}, "This is not one of the answers offered. Choose one of them."),
        ({"answer": "2", "comment": "x" * 4001}, None),
    ],
)
def test_what_is_wrong_is_said_and_kept(review, cast, sign_in, sent, error):
    address = reverse("assessments:review-ratings", args=[cast.city.slug, review.assessment_id, "success-factors", "1"])
    data = {"q-1-a-1-version": 0} | {f"q-1-a-1-{name}": value for name, value in sent.items()}

    response = sign_in(cast.rey).post(address, data)

    row = response.context["sections"][0][1][0]
    assert (response.status_code, ReviewRating.objects.count()) == (422, 0)
    assert row.errors == [error or "This has 4001 characters and 2000 fit. Shorten it a little."]
    assert (row.value, row.comment) == (sent["answer"], sent.get("comment", ""))


def test_the_rating_page_shows_nothing_of_the_leaders(cast, revealed, sign_in):
    """Even where the results are there for everybody, this page leaves the reviewer alone with the statement."""
    review = ask(revealed, cast.rey)

    response = page(sign_in(cast.rey), "review-ratings", cast, review.assessment_id, "success-factors", "1")

    assert response.status_code == 200
    body = response.content.decode()
    assert [word for word in ("Chi says so.", "checked", "Median") if word in body] == []


def form_of(review, cast, sign_in, name, data):
    address = reverse(f"assessments:{name}", args=[cast.city.slug, review.assessment_id])
    return sign_in(cast.rey).post(address, data)


def test_a_recommendation_is_for_a_member_and_not_for_yesterday(review, cast, sign_in):
    today = cast.city.date_at(timezone.now())
    data = {"priority": "essential", "text": "Do it.", "owner": cast.otto.pk, "due_on": today - timedelta(days=1)}

    response = form_of(review, cast, sign_in, "new-recommendation", data)

    assert response.context["form"].errors == {
        "owner": [f"Select a valid choice. {cast.otto.pk} is not one of the available choices."],
        "due_on": ["This day has passed. Choose today or a later day."],
    }
    assert "Do it." in response.content.decode()
    assert Recommendation.objects.count() == 0


def test_a_recommendation_due_today_is_taken(review, cast, sign_in):
    today = cast.city.date_at(timezone.now())
    group = Group.objects.filter(parent=None)[0]
    data = {"priority": "critical", "text": "Now.", "owner": cast.chi.pk, "due_on": today, "group": group.pk}

    form_of(review, cast, sign_in, "new-recommendation", data)

    found = Recommendation.objects.get()
    assert (found.owner, found.due_on, found.group, found.status) == (cast.chi, today, group, "open")


def test_a_day_that_passed_meanwhile_may_stay_when_something_else_is_changed(review, cast, sign_in):
    past = cast.city.date_at(timezone.now()) - timedelta(days=3)
    item = advise(review, due_on=past)
    address = reverse("assessments:review-recommendation", args=[cast.city.slug, review.assessment_id, item.pk])

    sign_in(cast.rey).post(address, {"priority": "critical", "text": "In other words.", "due_on": past})

    item.refresh_from_db()
    assert (item.text, item.due_on) == ("In other words.", past)


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("new-finding", {"kind": "rumour", "text": "x"}, "kind"),
        ("new-finding", {"kind": "concern", "text": "x" * 4001}, "text"),
        ("new-finding", {"kind": "concern", "text": "x", "group": "999999"}, "group"),
        ("new-recommendation", {"priority": "now", "text": "x"}, "priority"),
    ],
)
def test_bad_input_gets_an_error_at_its_field(review, cast, sign_in, name, data, field):
    response = form_of(review, cast, sign_in, name, data)

    assert list(response.context["form"].errors) == [field]
    assert (Finding.objects.count(), Recommendation.objects.count()) == (0, 0)


def test_the_judgement_is_saved_and_can_be_taken_away(review, cast, sign_in):
    group = Group.objects.filter(parent=None).order_by("pk")[0]
    data = {"summary": "In short.", "overall-band": "amber", f"g-{group.pk}-band": "red", f"g-{group.pk}-reason": "No."}

    form_of(review, cast, sign_in, "review-judgement", data)
    first = set(review.confidences.values_list("group", "band", "reason"))
    form_of(review, cast, sign_in, "review-judgement", data | {f"g-{group.pk}-band": ""})

    assert first == {(None, "amber", ""), (group.pk, "red", "No.")}
    assert set(review.confidences.values_list("group", "band")) == {(None, "amber")}


def test_a_band_that_is_none_is_refused_and_nothing_is_saved(review, cast, sign_in):
    response = form_of(review, cast, sign_in, "review-judgement", {"summary": "Kept.", "overall-band": "purple"})

    review.refresh_from_db()
    assert response.context["errors"] == ["Select a valid choice. purple is not one of the available choices."]
    assert (review.summary, review.confidences.count()) == ("", 0)
    assert "Kept." in response.content.decode()


# --- Submitting -----------------------------------------------------------------------------------------


def test_without_an_overall_confidence_nothing_is_submitted(review):
    rate(review, {"1.a.1": 2})

    with pytest.raises(actions.StepRefused, match="how confident you are overall"):
        submit(review)


def test_a_submitted_review_can_only_be_read(review, cast, sign_in):
    item = write(review)
    submit(review)

    for act in (
        lambda: rate(review, {"1.a.1": 4}),
        lambda: actions.add_finding(review=review, kind="strength", text="Late.", group=None),
        lambda: actions.judge_review(review=review, summary="Late.", judgements={}),
        lambda: advise(review),
        lambda: actions.change_recommendation(
            recommendation=item, priority="critical", text="Late.", group=None, owner=None, due_on=None
        ),
        lambda: actions.remove_from_review(item=item),
        lambda: submit(review),
    ):
        with pytest.raises(actions.ReviewOver):
            act()
    response = page(sign_in(cast.rey), "my-review", cast, review.assessment_id)
    assert response.context["may_write"] is False


def test_the_facilitator_may_hand_it_back_until_the_assessment_is_locked(cast, revealed_review):
    actions.hand_back_review(review=revealed_review, by=cast.bo.user, now=timezone.now())
    handed = Review.objects.get(pk=revealed_review.pk)
    submit(handed)
    handed.assessment.locked_at = timezone.now()
    handed.assessment.save()

    assert handed.submitted_at is None
    assert AuditEntry.objects.filter(verb="handed a review back", object_id=handed.pk).count() == 1
    with pytest.raises(actions.StepRefused, match="locked"):
        actions.hand_back_review(review=handed, by=cast.bo.user, now=timezone.now())


@pytest.fixture
def revealed_review(open_assessment, cast) -> Review:
    """A submitted review of a revealed assessment: nine on level 1, four on 3, Chi on 2; the reviewer on 4 and 0."""
    review = Review.objects.filter(reviewer=cast.rey).first() or ask(open_assessment, cast.rey)
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=3)
    open_assessment.close_and_reveal()
    write(review, {"1.a.1": 4, "1.a.2": 0, "1.b.1": 1})
    submit(review)
    review.refresh_from_db()
    return review


def test_nothing_of_a_review_stands_in_the_log_before_it_is_submitted(review, cast):
    """By counting rows one could tell how far the reviewer is."""
    before = AuditEntry.objects.count()

    write(review)
    drafted = AuditEntry.objects.count()
    submit(review)

    assert (drafted - before, AuditEntry.objects.latest("pk").verb) == (0, "submitted a review")


# --- Who sees it ----------------------------------------------------------------------------------------


def everything_the_city_sees(cast, sign_in, assessment_id) -> str:
    """Return every page on which the review could show, as facilitator, administrator, leader and observer see them."""
    found = []
    for member in (cast.bo, cast.ada, cast.chi, cast.ola):
        client = sign_in(member)
        for name, args in {
            "reviewers": [assessment_id],
            "detail": [assessment_id],
            "reviewed": [assessment_id],
            "my-review": [assessment_id],
            "review-preview": [assessment_id],
            "list": [],
            "reviews": [],
            "recommendations": [],
        }.items():
            found.append(page(client, name, cast, *args).content.decode())
        found.append(client.get(reverse("city-home", args=[cast.city.slug])).content.decode())
        found.append(client.get(reverse("cities:audit", args=[cast.city.slug])).content.decode())
    return "\n".join(found)


def leaked(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def test_before_submission_nobody_in_the_city_sees_anything(revealed, cast, sign_in):
    write(ask(revealed, cast.rey))

    assert leaked(everything_the_city_sees(cast, sign_in, revealed.assessment.pk)) == []


def test_once_submitted_everybody_who_may_see_results_sees_it(revealed_review, cast, sign_in):
    for member in (cast.bo, cast.chi, cast.ola):
        body = page(sign_in(member), "reviewed", cast, revealed_review.assessment_id).content.decode()
        assert leaked(body) == list(WORDS)


def test_while_leaders_answer_a_submitted_review_waits(review, open_assessment, cast, sign_in):
    write(review)
    submit(review)

    assert leaked(everything_the_city_sees(cast, sign_in, review.assessment_id)) == []
    told = page(sign_in(cast.rey), "my-review", cast, review.assessment_id).content.decode()
    assert "the city is not shown it until the assessment is closed for answers" in told
    open_assessment.close()
    assert leaked(everything_the_city_sees(cast, sign_in, review.assessment_id)) != []


def test_a_review_that_was_handed_back_is_gone_from_the_city(revealed_review, cast, sign_in):
    actions.hand_back_review(review=revealed_review, by=cast.bo.user, now=timezone.now())

    assert leaked(everything_the_city_sees(cast, sign_in, revealed_review.assessment_id)) == []


def test_a_draft_with_people_invited_holds_the_review_back(draft, cast):
    draft.leaders(4)
    review = ask(draft, cast.rey)
    write(review)
    submit(review)

    assert list(visible_reviews(cast.city)) == []


def test_a_healthcheck_without_leaders_is_seen_at_once(healthcheck, cast, sign_in):
    review = ask(healthcheck, cast.rey)
    write(review)
    submit(review)

    assert page(sign_in(cast.ola), "reviewed", cast, review.assessment_id).status_code == 200


def test_another_reviewer_sees_nothing_of_a_review_before_it_is_shown(review, open_assessment, cast, sign_in):
    ron = MemberFactory(city=cast.city, user=UserFactory(name="Ron"), roles=[Role.REVIEWER])
    ask(open_assessment, ron)
    write(review)
    item = Finding.objects.get()
    client, pk = sign_in(ron), review.assessment_id

    pages = [page(client, name, cast, pk) for name in ("my-review", "review-preview", "review-earlier", "reviewed")]
    one = page(client, "finding", cast, pk, item.pk)

    assert leaked("".join(answer.content.decode() for answer in pages)) == []
    assert one.status_code == 404


def test_several_reviewers_stand_side_by_side(revealed_review, revealed_round, cast, sign_in):
    ron = MemberFactory(city=cast.city, user=UserFactory(name="Ron"), roles=[Role.REVIEWER])
    second = ask(revealed_round, ron)
    write(second)
    submit(second)

    response = page(sign_in(cast.ola), "reviewed", cast, revealed_review.assessment_id)

    assert [sheet.review.reviewer for sheet, _apart in response.context["shown"]] == [ron, cast.rey]


@pytest.fixture
def revealed_round(open_assessment):
    return open_assessment


# --- Beside the city's levels ---------------------------------------------------------------------------


def differences(review, staged):
    (sheet,) = sheets_of([review], staged.round)
    levels = city_levels(staged.round, sheet)
    return [(item.row.criterion.ref, item.difference) for item in apart(sheet, levels)]


def test_differences_are_ranked_and_signed(revealed_review, open_assessment):
    assert differences(revealed_review, open_assessment) == [("1.a.1", 3.0), ("1.a.2", -1.0), ("1.b.1", 0.0)]


def test_an_agreed_level_takes_the_place_of_the_median(revealed_review, open_assessment):
    put_position(open_assessment, "1.a.1", level=4, status="accepted")
    put_position(open_assessment, "1.b.1", level=3, status="accepted")
    put_position(open_assessment, "1.a.2", level=None, status="accepted")

    assert differences(revealed_review, open_assessment) == [("1.b.1", -2), ("1.a.1", 0), ("1.a.2", None)]


def test_what_the_minimum_group_withholds_is_compared_with_nothing(open_assessment, cast, sign_in):
    """Three people on level 1, fewer than four: a difference of 3 would tell their median."""
    review = ask(open_assessment, cast.rey)
    open_assessment.rate_as(Sector.PUBLIC, people=3, level=1)
    open_assessment.close_and_reveal()
    rate(review, {"1.a.1": 4})

    assert differences(review, open_assessment) == [("1.a.1", None)]


def test_before_the_round_is_revealed_nothing_of_the_leaders_is_there(open_assessment, cast, sign_in):
    review = ask(open_assessment, cast.rey)
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.close()
    write(review, {"1.a.1": 4})
    submit(review)

    response = page(sign_in(cast.ola), "reviewed", cast, review.assessment_id)

    assert differences(review, open_assessment) == [("1.a.1", None)]
    assert "results are not revealed yet" in response.content.decode()


def test_without_leaders_the_newest_revealed_assessment_speaks(revealed, healthcheck, cast):
    """Nine on 1, four on 3, Chi on 2: the middle is 1."""
    review = ask(healthcheck, cast.rey)
    rate(review, {"1.a.1": 4})

    assert differences(review, healthcheck) == [("1.a.1", 3.0)]


def test_it_speaks_still_once_the_assessment_without_leaders_is_revealed_itself(revealed, healthcheck, cast):
    """The newest revealed one then asked everything and has no answer: it must not take the place of those before."""
    review = ask(healthcheck, cast.rey)
    rate(review, {"1.a.1": 4})
    healthcheck.close_and_reveal()

    assert differences(review, healthcheck) == [("1.a.1", 3.0)]


# --- Recommendations ------------------------------------------------------------------------------------


def test_the_worklist_holds_what_the_city_may_see(revealed_review, healthcheck, cast):
    advise(ask(healthcheck, cast.rey), text="Not yet said")

    assert [item.text for item in recommendations_of(cast.city)] == ["Advice of Rey"]


def test_the_worklist_filters_and_marks_what_is_overdue(healthcheck, cast, sign_in):
    review = ask(healthcheck, cast.rey)
    today = cast.city.date_at(timezone.now())
    write(review)
    late = advise(review, owner=cast.chi, text="Late one", due_on=today - timedelta(days=1))
    due = advise(review, text="Due today", due_on=today)
    submit(review)
    client = sign_in(cast.ola)

    def listed(**query):
        response = client.get(reverse("assessments:recommendations", args=[cast.city.slug]), query)
        return [(entry.item.text, entry.is_overdue) for entry in response.context["advice"]]

    everything = [(late.text, True), (due.text, False), ("Advice of Rey", False)]
    assert listed() == everything
    assert listed(status="overdue") == [(late.text, True)]
    assert listed(status="done") == []
    assert listed(status="unfinished", priority="critical") == everything
    assert listed(owner=cast.chi.pk) == [(late.text, True)]
    assert listed(q="due tod") == [(due.text, False)]
    assert listed(status="nonsense") == everything


def update(client, cast, item, **data):
    newest = history_of(item).last()
    data = {"seen": newest.pk if newest else ""} | data
    return client.post(reverse("assessments:recommendation", args=[cast.city.slug, item.pk]), data)


def test_its_owner_says_where_it_stands_and_the_history_keeps_it(healthcheck, cast, sign_in):
    review = ask(healthcheck, cast.rey)
    write(review)
    item = advise(review, owner=cast.chi)
    submit(review)

    response = update(sign_in(cast.chi), cast, item, status="done", note="It is done.", owner=cast.bo.pk)

    item.refresh_from_db()
    assert (response.status_code, item.status, item.owner) == (302, "done", cast.chi)  # an owner gives it to nobody
    assert list(history_of(item).values_list("status", "note", "by")) == [("done", "It is done.", cast.chi.user.pk)]
    assert AuditEntry.objects.filter(verb="followed up", object_id=item.pk).get().fields == ["status", "note"]


def test_other_leaders_read_it_and_cannot_change_it(revealed_review, cast, sign_in):
    item = revealed_review.recommendations.get()

    assert update(sign_in(cast.chi), cast, item, status="done").status_code == 403
    item.refresh_from_db()
    assert item.status == "open"


def test_who_runs_assessments_hands_it_on(revealed_review, cast, sign_in):
    item = revealed_review.recommendations.get()

    update(sign_in(cast.bo), cast, item, status="under_way", owner=cast.chi.pk, due_on="", note="")

    item.refresh_from_db()
    assert (item.status, item.owner) == ("under_way", cast.chi)


def test_of_two_who_change_it_at_once_the_later_is_told(revealed_review, cast, sign_in):
    """Bo hands it on; Alma, whose page still shows nobody, only says that it is under way."""
    item = revealed_review.recommendations.get()
    update(sign_in(cast.bo), cast, item, status="open", owner=cast.chi.pk, due_on="", note="")
    stale = {"status": "under_way", "owner": "", "due_on": "", "note": "We began."}

    response = update(sign_in(cast.alma), cast, item, seen="", **stale)

    item.refresh_from_db()
    assert (item.status, item.owner) == ("open", cast.chi)
    assert "Somebody has changed this meanwhile." in response.content.decode()
    form = response.context["form"]
    assert (form["note"].value(), form["seen"].value()) == ("We began.", str(history_of(item).last().pk))
    again = update(sign_in(cast.alma), cast, item, **stale | {"owner": cast.chi.pk})
    item.refresh_from_db()
    assert (again.status_code, item.status, item.owner) == (302, "under_way", cast.chi)


def test_a_button_pressed_twice_is_no_second_person(revealed_review, cast, sign_in):
    item = revealed_review.recommendations.get()
    sent = {"status": "under_way", "owner": cast.chi.pk, "due_on": "", "note": "We began.", "seen": ""}

    pressed = [update(sign_in(cast.bo), cast, item, **sent).status_code for _ in range(2)]

    assert pressed == [302, 302]
    assert [change.note for change in history_of(item)] == ["We began."]


def test_two_saves_at_the_same_moment_do_not_overwrite_each_other(revealed_review, cast):
    read_by_both = revealed_review.recommendations.get()
    say(cast, revealed_review.recommendations.get(), "under_way", owner=cast.chi)

    with pytest.raises(actions.RecommendationChanged):
        say(cast, read_by_both, "done")

    read_by_both.refresh_from_db()
    assert (read_by_both.status, read_by_both.owner) == ("under_way", cast.chi)


def test_a_recommendation_that_is_not_shown_is_not_there(healthcheck, cast, sign_in):
    item = advise(ask(healthcheck, cast.rey))

    response = page(sign_in(cast.bo), "recommendation", cast, item.pk)

    assert response.status_code == 404


def stands(city) -> list[tuple[str, list[str]]]:
    """Return where each recommendation that the city sees stands, with the notes of its history."""
    return [(item.stands, [change.note for change in history_of(item)]) for item in recommendations_of(city)]


def judge(review, item, status, note="Note of the next."):
    actions.follow_up(review=review, verdicts={item: (status, note)}, by=review.reviewer.user, now=timezone.now())


def say(cast, item, status, **more):
    given = {"owner": None, "due_on": None, "note": ""} | more
    actions.update_recommendation(recommendation=item, status=status, by=cast.bo.user, now=timezone.now(), **given)


@pytest.fixture
def following(revealed_review, healthcheck, cast) -> Review:
    """A later review whose reviewer finds the earlier recommendation done, and has not submitted."""
    following = ask(healthcheck, cast.rey)
    judge(following, revealed_review.recommendations.get(), "done")
    actions.judge_review(review=following, summary="", judgements={None: ("green", "")})
    return following


def test_the_next_reviewer_confirms_or_closes_what_is_open(revealed_review, healthcheck, cast, sign_in):
    item = revealed_review.recommendations.get()
    following = ask(healthcheck, cast.rey)
    data = {f"r-{item.pk}-status": "done", f"r-{item.pk}-note": "Note of the next."}

    response = form_of(following, cast, sign_in, "review-earlier", data)

    before, printed_before = stands(cast.city), printed_status(revealed_review)
    actions.judge_review(review=following, summary="", judgements={None: ("green", "")})
    submit(following)
    assert response.status_code == 302
    assert before == [("open", [])]  # the city sees nothing before the review is submitted
    assert stands(cast.city) == [("done", ["Note of the next."])]
    assert (printed_before, printed_status(revealed_review)) == ("open", "done")  # as the page says it


def printed_status(review):
    """Return where the one recommendation of a review stands in print and in the files."""
    round_ = review.assessment.rounds.select_related("assessment__edition", "city").latest("number")
    [frozen], _earlier = frozen_reviews(round_)
    [advice] = frozen.recommendations
    return advice.status


def test_a_verdict_holds_only_while_the_city_sees_its_review(following, cast):
    following.assessment.rounds.update(opened_at=timezone.now())
    leader = actions.invite(
        round_=following.assessment.rounds.get(), members=[cast.chi], by=cast.bo.user, now=timezone.now()
    )
    submit(following)
    while_leaders_answer = stands(cast.city)
    following.assessment.rounds.update(closed_at=timezone.now())
    once_they_have = stands(cast.city)

    actions.hand_back_review(review=following, by=cast.bo.user, now=timezone.now())

    assert leader == 1
    assert while_leaders_answer == [("open", [])]
    assert once_they_have == [("done", ["Note of the next."])]
    assert stands(cast.city) == [("open", [])]


def test_a_later_word_of_the_city_stays_when_a_review_is_submitted_once_more(following, revealed_review, cast):
    submit(following)
    say(cast, revealed_review.recommendations.get(), "under_way", note="Begun again.")
    actions.hand_back_review(review=following, by=cast.bo.user, now=timezone.now())
    judge(following, revealed_review.recommendations.get(), "done")  # what they had said, saved with the page

    submit(following)

    assert stands(cast.city) == [("under_way", ["Note of the next.", "Begun again."])]


def test_a_word_of_the_city_before_the_review_is_seen_stays(following, revealed_review, cast):
    say(cast, revealed_review.recommendations.get(), "not_taken_up")

    submit(following)

    assert [status for status, _notes in stands(cast.city)] == ["not_taken_up"]


def test_handing_a_recommendation_to_somebody_says_nothing_of_its_status(following, revealed_review, cast):
    say(cast, revealed_review.recommendations.get(), "open", owner=cast.chi)

    submit(following)

    assert [status for status, _notes in stands(cast.city)] == ["done"]


def test_the_verdicts_of_a_page_take_a_few_queries(revealed_review, healthcheck, cast, django_assert_num_queries):
    following = ask(healthcheck, cast.rey)
    actions.hand_back_review(review=revealed_review, by=cast.bo.user, now=timezone.now())
    items = [advise(revealed_review, text=f"Advice {number}") for number in range(5)]

    for given in (items[:1], items):
        with django_assert_num_queries(7):
            actions.follow_up(
                review=following,
                verdicts={item: ("done", str(len(given))) for item in given},
                by=cast.rey.user,
                now=timezone.now(),
            )


def test_a_verdict_can_be_taken_away_before_submitting(revealed_review, healthcheck, cast, sign_in):
    item = revealed_review.recommendations.get()
    following = ask(healthcheck, cast.rey)
    form_of(following, cast, sign_in, "review-earlier", {f"r-{item.pk}-status": "done"})

    form_of(following, cast, sign_in, "review-earlier", {f"r-{item.pk}-status": ""})

    assert following.follow_ups.count() == 0


def test_what_earlier_reviews_recommended_and_was_not_looked_at_is_told_before_submitting(
    revealed_review, healthcheck, cast, sign_in
):
    following = ask(healthcheck, cast.rey)
    rey, told = sign_in(cast.rey), "You have not looked at 1 earlier recommendation."

    before = page(rey, "review-submit", cast, following.assessment_id).content.decode()
    judge(following, revealed_review.recommendations.get(), "done")
    after = page(rey, "review-submit", cast, following.assessment_id).content.decode()

    link = reverse("assessments:review-earlier", args=[cast.city.slug, following.assessment_id])
    assert [words in before for words in (told, f'href="{link}"')] == [True, True]
    assert [words in after for words in (told, f'href="{link}"')] == [False, False]


def test_a_note_needs_a_verdict(revealed_review, healthcheck, cast, sign_in):
    item = revealed_review.recommendations.get()
    following = ask(healthcheck, cast.rey)

    response = form_of(following, cast, sign_in, "review-earlier", {f"r-{item.pk}-note": "Why not?"})

    assert "Choose where this stands" in response.content.decode()
    assert (response.context["has_errors"], RecommendationChange.objects.count()) == (True, 0)


def test_what_is_closed_and_what_the_same_assessment_says_is_not_followed_up(revealed_review, open_assessment, cast):
    item = revealed_review.recommendations.get()
    ron = MemberFactory(city=cast.city, roles=[Role.REVIEWER])
    beside = ask(open_assessment, ron)
    now = timezone.now()
    later = ask(stage_assessment(cast.city, cast.bo, "Next"), cast.rey)

    found = (to_follow_up(beside), to_follow_up(later))
    actions.update_recommendation(
        recommendation=item, status="done", owner=None, due_on=None, note="", by=cast.bo.user, now=now
    )

    assert found == ([], [item])
    assert to_follow_up(later) == []


def test_nothing_of_a_review_is_told_while_the_assessment_is_a_draft(draft, cast, sign_in):
    """Leaders may still be invited to it: they would have read the reviewer first."""
    review = ask(draft, cast.rey)
    write(review)
    submit(review)

    answer = page(sign_in(cast.chi), "reviewed", cast, draft.assessment.pk)

    assert answer.status_code == 404
    assert list(visible_reviews(cast.city)) == []


def test_what_a_handed_back_review_recommends_is_not_read_in_a_later_one(healthcheck, revealed, cast, sign_in):
    first = ask(healthcheck, cast.rey)
    advice = write(first)
    submit(first)
    second = ask(revealed, cast.rey)
    actions.follow_up(review=second, verdicts={advice: ("done", "Seen it.")}, by=cast.rey.user, now=timezone.now())
    write(second)
    submit(second)
    told = page(sign_in(cast.chi), "reviewed", cast, revealed.assessment.pk).content.decode()
    Review.objects.filter(pk=first.pk).update(submitted_at=None)
    Recommendation.objects.filter(pk=advice.pk).update(text="Reworded in private.")

    after = page(sign_in(cast.chi), "reviewed", cast, revealed.assessment.pk).content.decode()

    assert ("Seen it." in told, "Seen it." in after, "Reworded in private." in after) == (True, False, False)
