"""The printed health check: what moved when people were asked again, evidence, and who sees it how."""

from datetime import date, timedelta

import page
import pytest
from django.utils import timezone

from assessments.actions import take_snapshot
from assessments.models import Assessment, Evidence, Participant, Rating
from assessments.rules.frozen import from_json
from cities.models import Role, Sector
from reports.kinds import healthcheck
from tests.assessments.test_second_round import answer_again, ask_again
from tests.factories import MemberFactory
from tests.positions import latest_round
from tests.reports.conftest import outline_of, print_healthcheck, text_of
from tests.reports.test_healthcheck_depth import built, chapter, printed, snapshot_of

pytestmark = pytest.mark.once

MOVED = "What moved when we asked again"


def titles_of(reader):
    return [title for depth, title in outline_of(reader) if depth == 1]


@pytest.fixture
def asked_twice(revealed):
    """Round one: nine on 1, four on 3, Chi on 2, three silent. Round two: fourteen on 3, three on 2."""
    again = ask_again(revealed, "1.a.1")
    answer_again(again, [3] * 14 + [2] * 3)
    again.close()
    return again


def test_what_moved_stands_where_we_disagree_once_it_is_revealed(asked_twice):
    # the round that is revealed is the first one still
    first = healthcheck.build(take_snapshot(round_=asked_twice.assessment.rounds.get(number=1), now=timezone.now()))
    asked_twice.reveal()

    text = chapter(printed(asked_twice), "Where we disagree most")

    assert [part.asked_again for part in first.instruments] == [()]
    assert f"{MOVED} 1 statement was asked again. Moved most: “A vision made together”, up 30 points" in text
    assert "1.a.1 A vision made together First steps Largely in place 0.66 0.89 +30" in text
    by_statement = chapter(printed(asked_twice), "Factor by factor")
    assert by_statement.count("Before it was asked again: First steps, consensus 0.66") == 1


def test_nothing_is_said_of_movement_where_nothing_was_asked_again_or_too_few_answered(revealed):
    once = text_of(printed(revealed))
    again = ask_again(revealed, "1.a.1")
    answer_again(again, ["dont_know"] * 14 + [4] * 3)
    again.close_and_reveal()

    assert (MOVED in once, MOVED in text_of(printed(again))) == (False, False)


@pytest.fixture
def with_evidence(open_assessment):
    """Five rate everything; two pieces behind 1.a.1, one of them due for another look, and one without a date."""
    Assessment.objects.filter(pk=open_assessment.assessment.pk).update(asks_evidence=True)
    people = open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    rating = Rating.objects.get(participant=people[0], criterion__ref="1.a.1")
    undated = Rating.objects.get(participant=people[0], criterion__ref="1.a.2")
    long_ago = timezone.now().date() - timedelta(days=30)
    for of, dated_on, review_by in (
        (rating, date(2025, 3, 1), long_ago),
        (rating, date(2024, 5, 2), None),
        (undated, None, None),
    ):
        Evidence.objects.create(
            city=of.city,
            rating=of,
            title="A study",
            url="https://evidence.example/study",
            dated_on=dated_on,
            review_by=review_by,
            added_by=people[0].member.user,
            added_at=timezone.now(),
        )
    return open_assessment


def test_evidence_that_is_thin_or_old_has_a_chapter(with_evidence):
    with_evidence.close_and_reveal()

    text = chapter(printed(with_evidence), "Where evidence is thin or old")

    assert "“A vision made together” rests on evidence due for another look" in text
    assert "1.a.1 A vision made together 2 1 March 2025 2 May 2024 1" in text
    assert "1.a.2 Understood by all 1 – – 0" in text
    assert "2.a.2 Money stays 0 – – 0" in text


def test_evidence_of_a_withheld_statement_is_not_in_the_chapter(with_evidence):
    """Three rated 1.a.1 in the end: what stands behind it would be theirs."""
    Rating.objects.filter(criterion__ref="1.a.1").exclude(
        pk__in=Rating.objects.filter(criterion__ref="1.a.1", state="rated").values("pk")[:3]
    ).update(state="not_answered", level=None)
    with_evidence.close_and_reveal()

    [report] = built(with_evidence).instruments

    assert [item.outline.ref for item in report.thinnest] == ["1.b.1", "2.a.1", "2.a.2", "1.a.2"]


def test_without_evidence_asked_for_there_is_no_chapter_of_it(revealed):
    assert "Where evidence is thin or old" not in titles_of(printed(revealed))


@pytest.fixture
def several_roles(open_assessment, cast):
    """Four managers of the hall on 4, five public leaders of another body on 1, four private ones on 2."""
    managers = [
        MemberFactory(city=cast.city, organisation=cast.bo.organisation, roles=[Role.PROGRAMME_MANAGER])
        for _ in range(4)
    ]
    for participant in open_assessment.invite(*managers):
        Participant.objects.filter(pk=participant.pk).update(role=Role.PROGRAMME_MANAGER)
        open_assessment.say(participant, dict.fromkeys(open_assessment.refs, 4))
    open_assessment.rate_as(Sector.PUBLIC, people=5, level=1)
    open_assessment.rate_as(Sector.PRIVATE, people=4, level=2)
    open_assessment.close_and_reveal()
    return open_assessment


def test_who_sees_it_how_is_broken_down_by_role_and_organisation_too(several_roles):
    reader = printed(several_roles)

    assert titles_of(reader)[6:9] == ["By sector", "By role", "By organisation"]
    roles = text_of(reader)
    # leaders: (5 × 25 + 4 × 50) ÷ 9
    assert "Furthest apart on Strategic clarity: Programme manager 100, Leader 36" in roles
    assert (
        "Role 1 2 Leader 36 69% 36 69% Programme manager 100 100% 100 100% 1 Strategic clarity · 2 Leadership" in roles
    )
    assert "City hall 100 100" in roles


def test_too_few_of_a_role_leave_its_breakdown_out(open_assessment, cast):
    """Three managers: beside the others their scores could be worked out."""
    managers = [MemberFactory(city=cast.city, roles=[Role.PROGRAMME_MANAGER]) for _ in range(3)]
    for participant in open_assessment.invite(*managers):
        Participant.objects.filter(pk=participant.pk).update(role=Role.PROGRAMME_MANAGER)
        open_assessment.say(participant, dict.fromkeys(open_assessment.refs, 4))
    open_assessment.rate_as(Sector.PUBLIC, people=9, level=1)
    open_assessment.close_and_reveal()

    reader, content = printed(open_assessment), snapshot_of(open_assessment).content

    assert "By role" not in titles_of(reader)
    assert "Programme manager" not in text_of(reader)
    # nor does what is kept for print hold a breakdown that may not be shown
    [parts] = from_json(content).breakdowns.values()
    assert {found.dimension: found.parts for found in parts}["role"] == ()


def test_breakdowns_movement_and_evidence_are_accessible(several_roles):
    Assessment.objects.filter(pk=several_roles.assessment.pk).update(asks_evidence=True)
    again = ask_again(several_roles, "1.a.1")
    answer_again(again, [3] * again.round.participants.count())
    again.close_and_reveal()

    snapshot = take_snapshot(round_=latest_round(again), now=timezone.now())
    content = print_healthcheck(snapshot).content

    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    assert {MOVED in text_of(printed(again)), "Where evidence is thin or old" in text_of(printed(again))} == {True}
