"""Reports in languages that nobody speaks: every word a message or somebody's own, and turned round as a whole."""

from io import BytesIO

import page
import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from pypdf import PdfReader

from cities.models import City
from framework.models import Edition
from reports.actions import request_guide, request_report
from reports.kinds import KINDS
from reports.kinds.printing import print_report
from reports.models import ReportJob
from reports.pdf.mirror import mirrored
from tests import pseudo
from tests.bare_words import bare_words, data_of
from tests.conftest import SMALL_EDITION
from tests.reports.conftest import text_of, unheard

pytestmark = pytest.mark.once


@pytest.fixture(params=pseudo.LANGUAGES)
def language(request, settings, tmp_path, cast):
    before = translation.get_language()
    pseudo.speak(settings, tmp_path / "locale")
    City.objects.filter(pk=cast.city.pk).update(language=request.param)
    cast.city.refresh_from_db()
    yield request.param
    translation.activate(before)


@pytest.fixture(params=["healthcheck", "guide"])
def job(request, language, revealed, cast) -> ReportJob:
    if request.param == "healthcheck":
        revealed.round.city.refresh_from_db()
        return request_report(round_=revealed.round, by=cast.bo.user, now=timezone.now())
    edition = Edition.objects.get(key="small")
    return request_guide(
        city=cast.city, edition=edition, note="", language=language, by=cast.bo.user, now=timezone.now()
    )


def test_every_word_of_a_report_comes_from_a_catalogue(job, language):
    data = data_of(SMALL_EDITION)

    with translation.override(language):
        html = render_to_string(f"reports/{job.kind}/document.html", {"report": KINDS[job.kind].build(job)})

    assert (job.language, html.count("⟦") > 20, bare_words(html, data)) == (language, True, [])


def test_a_report_is_accessible_in_its_language(job, language):
    content = print_report(job, progress=unheard).content

    reader = PdfReader(BytesIO(content))
    assert page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1).failures == []
    assert reader.trailer["/Root"]["/Lang"] == language
    assert {"eo-xa": "Þááĝéé", "ar-xb": "ثاجه"}[language] in text_of(reader)


def left_of(reader, words) -> float:
    """Return where the first text that holds these words begins, in points from the left."""
    found = []

    def look(text, _matrix, position, _font, _size):
        if words in text:
            found.append(position[4])

    for each in reader.pages:
        each.extract_text(visitor_text=look)
    return found[0]


@pytest.mark.parametrize("job", ["healthcheck"], indirect=True)
def test_a_page_that_runs_from_right_to_left_is_turned_round(job, language):
    reader = PdfReader(BytesIO(print_report(job, progress=unheard).content))

    # the name of the city stands in the foot, on the side where lines begin
    begins_left = left_of(reader, "Ourtown") < float(reader.pages[0].mediabox.width) / 2

    assert begins_left == (language == pseudo.LONGER)


@pytest.mark.parametrize("job", ["healthcheck"], indirect=True)
def test_the_same_results_in_another_language_are_another_report(job, revealed, cast):
    City.objects.filter(pk=cast.city.pk).update(language="en-gb")
    revealed.round.city.refresh_from_db()

    other, again = (request_report(round_=revealed.round, by=cast.bo.user, now=timezone.now()) for _ in range(2))

    assert (other.pk == job.pk, again.pk == other.pk, other.language) == (False, True, "")
    assert other.snapshot_id == job.snapshot_id


def test_a_stylesheet_is_turned_round_but_for_what_is_said():
    assert mirrored(
        """/* left */ @page { @bottom-left { content: "on the left"; } }
.a { margin: 1mm 2mm 3mm 4mm; padding-left: 5mm; float: right; text-align: left; text-indent: -5mm }
.b { background: url("data:left") repeat-x right 3.1mm; border-right: 0; padding: 1mm 2mm; margin: 0 auto }
.leftover { left: 0 }"""
    ) == (
        """/* left */ @page { @bottom-right { content: "on the left"; } }
.a { margin: 1mm 4mm 3mm 2mm; padding-right: 5mm; float: left; text-align: right; text-indent: -5mm }
.b { background: url("data:left") repeat-x left 3.1mm; border-left: 0; padding: 1mm 2mm; margin: 0 auto }
.leftover { right: 0 }
@page { direction: rtl }
"""
    )
