"""An assessment that asks groups of several instruments, from its questions to its printed report."""

import re
from datetime import timedelta
from io import BytesIO

import page
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments import actions
from assessments.actions import take_snapshot
from assessments.models import Round
from assessments.queries.results import freeze_results
from cities.models import Sector
from framework.models import Group
from reports.kinds import healthcheck
from tests.conftest import Staged
from tests.reports.conftest import print_healthcheck

ASKED = {"guiding-principles": ["A.1", "A.4"], "recommendations": ["B5", "B7"], "success-factors": ["2"]}
CRITERIA = {"guiding-principles": 18, "recommendations": 10, "success-factors": 5}


def stage(cast, asked):
    now = timezone.now()
    groups = [
        Group.objects.select_related("instrument").get(instrument__key=key, ref=ref)
        for key, refs in asked.items()
        for ref in refs
    ]
    round_ = actions.create_assessment(
        city=cast.city,
        groups=groups,
        title="Principles and practice",
        closes_on=cast.city.date_at(now) + timedelta(days=7),
        minimum_group=4,
        by=cast.bo.user,
        now=now,
    )
    return Staged(Round.objects.select_related("assessment__edition", "city").get(pk=round_.pk), cast.bo)


def answer_all(staged, people, level):
    for participant in people:
        refs = participant.ratings.values_list("criterion__ref", flat=True)
        staged.say(participant, dict.fromkeys(refs, level))


@pytest.fixture
def combined(cast, whole_framework):
    """Chi and five private leaders; they answer 3, and Chi 1, to everything."""
    staged = stage(cast, ASKED)
    staged.invite(cast.chi)
    people = staged.leaders(5, Sector.PRIVATE)
    staged.open()
    answer_all(staged, people, 3)
    answer_all(staged, [staged.participant(cast.chi)], 1)
    return staged


def address(staged, name, *args):
    return reverse(f"assessments:{name}", args=[staged.city.slug, staged.assessment.pk, *args])


def test_a_participant_answers_part_by_part_instrument_by_instrument(combined, cast, sign_in):
    page_ = sign_in(cast.chi).get(address(combined, "answer", "recommendations", "B7"))

    words = " ".join(re.sub(r"<[^>]+>", " ", page_.content.decode()).split())
    assert "Recommendations of the guidance notes · Guidance note 2 of 2" in words
    questionnaire = page_.context["questionnaire"]
    assert [(outline.key, [page.group.ref for page in pages]) for outline, pages in questionnaire.instruments] == list(
        ASKED.items()
    )
    assert (questionnaire.asked, questionnaire.answered) == (33, 33)
    before, after = page_.context["before"], page_.context["after"]
    assert ([page.group.ref for page in before.pages], [page.group.ref for page in after.pages]) == (["B5"], ["2"])


def test_levels_are_those_of_the_instruments_own_scale(combined, cast, sign_in):
    client = sign_in(cast.chi)

    principles, factors = (
        " ".join(re.findall(r"<fieldset.*?</fieldset>", page.content.decode(), re.DOTALL))
        for page in (
            client.get(address(combined, "answer", instrument, ref))
            for instrument, ref in (("guiding-principles", "A.1"), ("success-factors", "2"))
        )
    )

    assert ("How we always work" in principles, "Embedded" in principles) == (True, False)
    assert ("How we always work" in factors, "Embedded" in factors) == (False, True)


def test_the_front_page_counts_what_is_asked_of_all_instruments(combined, cast, sign_in):
    [waiting] = sign_in(cast.chi).get(reverse("city-home", args=[cast.city.slug])).context["waiting"]

    assert (waiting.item.asked, waiting.item.answered) == (sum(CRITERIA.values()), 33)


def test_results_stand_instrument_by_instrument(combined, cast, sign_in):
    combined.close_and_reveal()

    response = sign_in(cast.chi).get(address(combined, "results"))

    found = [item["findings"] for item in response.context["instruments"]]
    assert [findings.outline.key for findings in found] == list(ASKED)
    assert [len(tuple(findings.all_criteria)) for findings in found] == list(CRITERIA.values())
    # five on 3 and one on 1, of 0 to 4
    assert {round(findings.figures.score, 4) for findings in found} == {66.6667}
    assert "6 of 6 took part." in " ".join(response.content.decode().split())


def test_who_rated_one_instrument_alone_is_counted_once_in_all(cast, whole_framework):
    staged = stage(cast, ASKED)
    first, second, *_ = staged.leaders(5)
    staged.open()
    staged.say(first, {"A.1.1.a": 1, "B7.a": 2, "2.a.1": 3})
    staged.say(second, {"B7.a": 2})
    staged.close_and_reveal()

    frozen = freeze_results(staged.round)

    assert {key: sum(sizes.values()) for key, sizes in frozen.round.sizes.items()} == {
        "guiding-principles": 1,
        "recommendations": 2,
        "success-factors": 1,
    }
    assert frozen.round.people_who_took_part == 2


def test_change_is_shown_only_for_what_was_asked_before_in_full(cast, whole_framework):
    for asked, level in (({"success-factors": ["2"]}, 1), (ASKED | {"success-factors": ["2", "5"]}, 3)):
        staged = stage(cast, asked)
        people = staged.leaders(5)
        staged.open()
        answer_all(staged, people, level)
        staged.close_and_reveal()

    report = healthcheck.build(take_snapshot(round_=staged.round, now=timezone.now()))

    assert [part.findings.change for part in report.instruments] == [None, None, None]
    assert [group.change for group in report.instruments[2].findings.groups] == [50, None]


def test_a_round_that_asked_something_else_is_nothing_to_compare_with(cast, whole_framework):
    for asked in ({"success-factors": ["2"]}, {"guiding-principles": ["A.1"]}, {"success-factors": ["2"]}):
        staged = stage(cast, asked)
        people = staged.leaders(5)
        staged.open()
        answer_all(staged, people, 2)
        staged.close_and_reveal()
        if "guiding-principles" in asked:
            assert freeze_results(staged.round).previous is None

    assert freeze_results(staged.round).previous is not None


def test_the_report_has_a_chapter_of_each_instrument(combined):
    combined.close_and_reveal()

    pdf = print_healthcheck(take_snapshot(round_=combined.round, now=timezone.now()))

    assert page.validate_pdf_bytes(pdf.content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    reader = PdfReader(BytesIO(pdf.content))
    chapters = [item.title for item in reader.outline if not isinstance(item, list)]
    assert [title for title in chapters if title.startswith("Summary")] == [
        "Summary – Guiding principles",
        "Summary – Recommendations of the guidance notes",
        "Summary – Critical success factors",
    ]
    assert "The guidance notes at a glance – Recommendations of the guidance notes" in chapters
    text = " ".join(found.extract_text() for found in reader.pages)
    assert "How we always work" in text
    assert "Embedded" in text


def test_groups_of_two_editions_are_refused(cast, whole_framework, edition):
    groups = list(Group.objects.select_related("instrument").filter(parent=None, ref="1"))
    assert len({group.instrument.edition_id for group in groups}) == 2

    with pytest.raises(ValueError, match="one edition"):
        actions.create_assessment(
            city=cast.city,
            groups=groups,
            title="x",
            closes_on=cast.city.date_at(timezone.now()),
            minimum_group=4,
            by=cast.bo.user,
            now=timezone.now(),
        )
