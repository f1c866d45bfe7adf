"""The printed health check once more is known than answers: agreed levels, targets, a reviewer, a time before."""

from datetime import date, timedelta
from io import BytesIO

import page
import pytest
from django.utils import timezone
from pypdf import PdfReader

from assessments import actions
from assessments.actions import take_snapshot
from assessments.models import Assessment, Round
from assessments.rules.frozen import from_json, to_json
from cities.models import Sector
from framework.models import Group
from reports.kinds import healthcheck
from tests.assessments.test_reviewing import ask, submit, write
from tests.conftest import stage_assessment
from tests.positions import agree, agreed_directly, challenge, decide, latest_round, lock, sent
from tests.reports.conftest import outline_of, print_healthcheck, text_of

pytestmark = pytest.mark.once


def snapshot_of(staged):
    return take_snapshot(round_=latest_round(staged), now=timezone.now())


def built(staged):
    return healthcheck.build(snapshot_of(staged))


def printed(staged):
    return PdfReader(BytesIO(print_healthcheck(snapshot_of(staged)).content))


def chapter(reader, title):
    """The words of the pages from the bookmark of that title to the next of its depth."""
    begun = {
        item.title: reader.get_destination_page_number(item) for item in reader.outline if not isinstance(item, list)
    }
    after = [number for number in begun.values() if number > begun[title]]
    pages = reader.pages[begun[title] : min(after, default=len(reader.pages))]
    return " ".join(" ".join(found.extract_text() for found in pages).split())


@pytest.fixture
def settled(revealed, cast):
    """Of the revealed assessment four statements are agreed: accepted, challenged, not applicable, lowest."""
    position = sent(
        revealed,
        cast.chi,
        "1.a.1",
        level=3,
        target=4,
        target_on=date(2027, 6, 30),
        reason="We looked again.",
        dissent="Two hold it is less.",
    )
    actions.accept_position(position=position, version=position.version, by=cast.chi, now=timezone.now())
    challenge(sent(revealed, cast.chi, "1.a.2", level=2, target=2, reason="So said the room."))
    agree(revealed, "1.b.1", level=None, reason="No such case here.")
    agree(revealed, "2.a.1", level=0, target=2)
    return revealed


@pytest.fixture
def agreed(settled):
    """The same once all of it is locked."""
    lock(settled, reason="The council meets today.")
    return settled


def test_it_prints_positions_with_reasons_and_dissent(agreed):
    text = chapter(printed(agreed), "What we agreed")

    assert "4 of 5 statements have an agreed level" in text
    assert "Largely in place answers: First steps Embedded by 30 June 2027 Chi We looked again." in text
    assert "Dissent: Two hold it is less." in text
    assert "Does not apply to us" in text
    assert text.count("Its owner has not accepted this.") == 1


def test_what_was_decided_on_a_challenge_is_printed_and_the_challenge_is_not(revealed, cast):
    challenged = challenge(sent(revealed, cast.chi, "1.a.1", level=2, reason="So said the room."), "Look at Quay 9.")
    decide(revealed, challenged, "The register lists both quays.")
    lock(revealed)

    frozen = from_json(snapshot_of(revealed).content)
    text = text_of(printed(revealed))

    assert frozen.round.agreed["success-factors"]["1.a.1"].decision == "The register lists both quays."
    assert "So said the room. Decision: The register lists both quays." in text
    assert "Quay 9" not in text


def test_a_snapshot_from_before_decisions_were_kept_is_read_without(agreed):
    content = snapshot_of(agreed).content
    for position in content["round"]["agreed"]["success-factors"].values():
        del position["decision"]

    assert {item.decision for item in from_json(content).round.agreed["success-factors"].values()} == {""}


def test_it_says_that_scores_are_by_agreed_levels_and_what_is_held_at_amber(agreed):
    reader = printed(agreed)
    [report] = built(agreed).instruments

    # 1: 75 and 50, the third is out; 2: 0, and 42 of answers
    assert [round(group.figures.score) for group in report.findings.groups] == [62, 21]
    assert "Agreed 4 of 5 statements" in text_of(reader)
    assert "The scores are by agreed levels where there are any: 4 of 5 statements." in text_of(reader)
    appendix = chapter(reader, "All answers in numbers")
    assert "1.a.1 A vision made together 0 9 1 4 0 0 0 3 Largely in place" in appendix
    assert "Does not apply" in appendix


def test_a_part_with_the_lowest_level_agreed_is_printed_at_amber(revealed):
    for ref in ("2.a.1", "2.a.2"):
        agree(revealed, ref, level=4 if ref == "2.a.1" else 0)
    Assessment.objects.filter(pk=revealed.assessment.pk).update(
        amber_red_from=10, amber_from=20, amber_green_from=30, green_from=40
    )
    lock(revealed)

    text = text_of(printed(revealed))

    assert "1 factor held at amber" in text
    assert "Held at amber by a statement agreed at the lowest level." in text
    assert "Amber *" in text


def test_gaps_are_ranked_and_say_by_when_and_who(agreed):
    [report] = built(agreed).instruments
    text = chapter(printed(agreed), "Gaps to target")

    assert [(gap.finding.outline.ref, gap.missing) for gap in report.gaps.rows] == [
        ("2.a.1", "2 levels to go"),
        ("1.a.1", "1 level to go"),
    ]
    assert (report.gaps.reached, report.gaps.without) == (1, 2)
    assert "Furthest from its target: “Leaders stay”, 2 levels to go" in text
    assert "1 level to go 30 June 2027 Chi" in text


def test_targets_of_answers_are_said_to_be_theirs(open_assessment):
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(asks_target=True)
    raters = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    for participant in raters:
        participant.ratings.filter(criterion__ref="1.a.1").update(target=3)
    open_assessment.close_and_reveal()

    text = chapter(printed(open_assessment), "Gaps to target")

    assert "First steps Largely in place named in the answers 2 levels to go –" in text


def test_the_head_of_a_table_stands_on_every_page_it_goes_over(revealed):
    for ref in revealed.refs:
        agree(revealed, ref, level=2, reason="A long story. " * 130)
    lock(revealed)

    pages = [found.extract_text() for found in printed(revealed).pages]

    going_over = [text for text in pages if "A long story." in text]
    assert len(going_over) > 1
    assert all("Why, and who sees it otherwise" in " ".join(text.split()) for text in going_over)


@pytest.fixture
def reviewed(settled, cast):
    """Rey reviewed it too: further down than the city on one statement, as high on another."""
    review = ask(settled, cast.rey)
    write(review, {"1.a.1": 0, "1.a.2": 2, "1.b.1": 1})
    group = Group.objects.get(instrument__edition=settled.assessment.edition_id, ref="1", parent=None)
    actions.add_finding(review=review, kind="strength", text="Chi is known to all.", group=group)
    actions.judge_review(
        review=review,
        summary="Summary of Rey",
        judgements={None: ("amber-red", "Reason of Rey"), group: ("green", "Well begun.")},
    )
    submit(review)
    lock(settled, reason="The council meets today.")
    return settled


def test_it_prints_the_reviewers_view(reviewed, cast):
    reader = printed(reviewed)
    text = chapter(reader, "The reviewer’s view")

    assert f"{cast.rey.user.name}, {cast.rey.organisation.name}. Submitted on" in text
    assert "Summary of Rey" in text
    assert "Amber-red – Delivery is in doubt; several areas need urgent action." in text
    assert "Green Well begun." in text
    assert "Strengths Chi is known to all. Strategic clarity" in text
    assert "Concerns Finding of Rey The whole" in text
    assert "Critical Advice of Rey – – Open" in text
    assert "1.a.1 A vision made together Not started Largely in place −3 Comment of Rey" in text
    # the third was agreed not to apply
    assert "On 1 statement the two are less than a level apart. On 1 statement the city has no level" in text
    assert f"Who reviewed it {cast.rey.user.name}" in text_of(reader)
    assert "Confidence in delivery Amber-red" in text_of(reader)


def test_nothing_of_a_review_is_printed_before_it_is_submitted(settled, cast):
    write(ask(settled, cast.rey))

    text = text_of(printed(settled))

    assert [word for word in ("Rey", "reviewer") if word in text] == []


def test_what_becomes_of_a_recommendation_makes_another_report(reviewed):
    before = snapshot_of(reviewed)
    [review] = reviewed.assessment.reviews.all()
    advice = review.recommendations.get()

    actions.update_recommendation(
        recommendation=advice,
        status="done",
        owner=None,
        due_on=None,
        note="Built.",
        by=reviewed.by.user,
        now=timezone.now(),
    )

    assert snapshot_of(reviewed) != before
    assert "Critical Advice of Rey – – Done" in chapter(printed(reviewed), "The reviewer’s view")


def test_a_statement_that_moved_is_named_with_then_and_now(cast, revealed):
    second = stage_assessment(cast.city, cast.bo, title="Spring check")
    second.rate_as_later = second.leaders(5)
    second.open()
    for participant in second.rate_as_later:
        second.say(participant, dict.fromkeys(second.refs, 2) | {"1.a.1": 4, "2.a.2": 0})
    second.close_and_reveal()

    text = chapter(printed(second), "What has changed")

    assert "1.a.1 A vision made together 41 100 +59" in text
    assert "2.a.2 Money stays 41 0 −41" in text
    assert "Since “Autumn check”" in text
    assert "what was agreed" not in text


def test_what_was_agreed_beside_means_of_answers_is_said(cast, revealed):
    earlier = agreed_directly(cast.city, cast.bo, dict.fromkeys(revealed.refs, 1))
    long_ago = timezone.now() - timedelta(days=900)
    Round.objects.filter(pk=earlier.round.pk).update(opened_at=long_ago, closed_at=long_ago)

    text = chapter(printed(revealed), "What has changed")

    assert "What was agreed before is compared with the mean of what people rated now." in text


def test_without_answers_it_prints_what_was_agreed_and_nothing_of_answers(cast, edition):
    staged = stage_assessment(cast.city, cast.bo)
    Assessment.objects.filter(pk=staged.assessment.pk).update(is_consensus_only=True)
    Round.objects.filter(pk=staged.round.pk).update(opened_at=timezone.now())
    for ref in staged.refs:
        agree(staged, ref, level=3, reason="Ours alone.")
    lock(staged)

    reader = printed(staged)

    text = text_of(reader)
    assert [title for depth, title in outline_of(reader) if depth == 1] == [
        "Contents",
        "Summary",
        "The factors at a glance",
        "Where we are weakest",
        "What we agreed",
        "Factor by factor",
        "How the figures are made",
        "All statements",
    ]
    assert "75 of 100" in text
    assert "Levels agreed together, without answers first" in text
    for word in ("took part", "0 of 0", "Withheld", "Consensus", "Coverage", "fewer than"):
        assert word not in text


def test_a_check_that_only_a_reviewer_made_prints_their_view_beside_what_stood_before(cast, revealed):
    later = stage_assessment(cast.city, cast.bo, "Outside look")
    Assessment.objects.filter(pk=later.assessment.pk).update(kind="healthcheck")
    later.assessment.refresh_from_db()
    review = ask(later, cast.rey)
    write(review, {"1.a.1": 4})
    later.open()
    later.close_and_reveal()
    submit(review)

    reader = printed(later)

    text = text_of(reader)
    assert [title for depth, title in outline_of(reader) if depth == 1] == [
        "Contents",
        "Summary",
        "The reviewer’s view",
        "How the figures are made",
        "All statements",
    ]
    assert "Leaders were not asked" in text
    assert "1.a.1 A vision made together Embedded First steps +3 Comment of Rey" in text
    assert "0 of 0" not in text


def test_everything_together_is_accessible(reviewed):
    content = print_healthcheck(snapshot_of(reviewed)).content

    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []


def test_what_is_kept_says_all_that_is_printed(reviewed):
    frozen = from_json(snapshot_of(reviewed).content)

    [review] = frozen.reviews
    assert review.levels == {"success-factors": {"1.a.1": 0, "1.a.2": 2, "1.b.1": 1}}
    assert review.confidence(("success-factors", "1")).band == "green"
    assert (review.overall.band, review.overall.reason) == ("amber-red", "Reason of Rey")
    assert frozen.round.agreed["success-factors"]["1.a.1"].owner == "Chi"
    assert from_json(to_json(frozen)) == frozen


def test_two_reviewers_have_a_chapter_each(reviewed, cast):
    actions.reopen_assessment(round_=latest_round(reviewed), reason="Two look.", by=cast.bo.user, now=timezone.now())
    other = ask(reviewed, cast.bo)
    write(other, {"1.a.1": 1})
    submit(other)

    titles = [title for depth, title in outline_of(printed(reviewed)) if depth == 1]

    assert sorted(title for title in titles if "The view of" in title) == [
        "The view of Bo",
        f"The view of {cast.rey.user.name}",
    ]
