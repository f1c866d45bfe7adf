"""How a sheet of questions is drawn: for its participant, or as a preview of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from assessments.forms.fixed_parts import FixedParts
from assessments.forms.rows import Part, SectionForm, SheetForm, Surroundings
from assessments.models import Assessment
from assessments.queries.evidence import counted_evidence
from assessments.queries.last_time import last_time_of
from assessments.queries.questionnaire import Questionnaire, QuestionPage, Sheet
from assessments.views.refusals import refusal_for
from assessments.views.typed import Typed
from cities.access import CityRequest
from cities.models import City


def answer_address(city: City, assessment_id: int, sheet: Sheet | None) -> str:
    """Return where a sheet is answered; the review where there is none."""
    if sheet is None:
        return reverse("assessments:review", args=[city.slug, assessment_id])
    if sheet.is_whole:
        return reverse("assessments:answer-all", args=[city.slug, assessment_id, sheet.instrument.key])
    page = sheet.pages[0]
    return reverse("assessments:answer", args=[city.slug, assessment_id, page.instrument.key, page.group.ref])


def preview_address(city: City, assessment_id: int, page: QuestionPage) -> str:
    """Return where a page is previewed."""
    return reverse("assessments:preview-page", args=[city.slug, assessment_id, page.instrument.key, page.group.ref])


@dataclass(frozen=True, slots=True)
class Place:
    """A factor in the list of all: where it leads, and whether it is the one at hand."""

    page: QuestionPage
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet with all that its page shows."""

    request: CityRequest
    questionnaire: Questionnaire
    sheet: Sheet
    is_preview: bool = False

    @property
    def assessment(self) -> Assessment:
        return self.questionnaire.participant.round.assessment

    def response(
        self, *, forms: Sequence[SectionForm] = (), left: Sequence[Typed] = (), status: int = 200
    ) -> HttpResponse:
        """Draw the page; with `forms`, everything as typed, with what is wrong. `left` was typed, and is not asked."""
        participant = self.questionnaire.participant
        refusal = "" if self.is_preview else refusal_for(participant)
        is_locked = bool(refusal) and not forms
        surroundings = self.surroundings(is_locked=is_locked)
        parts = self.parts(forms, surroundings)
        shown = [form for part in parts for form in part.forms]
        context = {
            "round": participant.round,
            "questionnaire": self.questionnaire,
            "sheet": self.sheet,
            "page": None if self.sheet.is_whole else self.sheet.pages[0],
            "form": SheetForm(parts, surroundings, is_whole=self.sheet.is_whole),
            "faulty": [row for form in shown for row in form.rows if row.is_unsaved],
            "left": left,
            "refusal": refusal,
            "is_locked": is_locked,
            "is_preview": self.is_preview,
            **self.ways(),
        }
        return render(self.request, "assessments/answer.html", context, status=status)

    def parts(self, forms: Sequence[SectionForm], surroundings: Surroundings) -> list[Part]:
        """Return the factors of the sheet with their forms, laid out."""
        bound = {id(form.section): form for form in forms}
        parts = []
        for page in self.sheet.pages:
            laid_out = []
            for section in page.sections:
                form = bound.get(id(section)) or SectionForm(None, section=section, assessment=self.assessment)
                form.draw_in(surroundings)
                laid_out.append(form)
            parts.append(Part(page, laid_out))
        return parts

    def surroundings(self, *, is_locked: bool) -> Surroundings:
        """Return what all rows have in common."""
        city, assessment, edition = self.request.city, self.assessment, self.assessment.edition
        common = Surroundings(assessment, FixedParts(city, edition), among=self.sheet.pages[0].group.language)
        if self.is_preview:
            return common
        ratings = [question.rating for question in self.sheet.questions]
        return replace(
            common,
            save_root=reverse("assessments:answer-all", args=[city.slug, assessment.pk, self.sheet.instrument.key]),
            is_locked=is_locked,
            evidence=counted_evidence(ratings) if assessment.asks_evidence else {},
            last_time=last_time_of(self.questionnaire.participant),
        )

    def ways(self) -> Mapping[str, object]:
        """Return where one can go from here."""
        city, assessment_id = self.request.city, self.assessment.pk
        before, after = self.questionnaire.neighbours(self.sheet)
        siblings = [page for page in self.questionnaire.pages if page.instrument == self.sheet.instrument]
        return {
            "number": siblings.index(self.sheet.pages[0]) + 1,
            "count": len(siblings),
            "before": before,
            "after": after,
            "before_address": self.address_of(before) if before else "",
            "after_address": self.address_of(after) if after else "",
            "other_view": self.other_view(),
            "review_address": "" if self.is_preview else answer_address(city, assessment_id, None),
            "places": [
                (instrument, [self.place_of(page) for page in pages])
                for instrument, pages in self.questionnaire.instruments
            ],
        }

    def address_of(self, sheet: Sheet) -> str:
        if self.is_preview:
            return preview_address(self.request.city, self.assessment.pk, sheet.pages[0])
        return answer_address(self.request.city, self.assessment.pk, sheet)

    def other_view(self) -> str:
        """Return where the same is asked on one page, or a factor a page; nothing where that is the same."""
        whole = self.questionnaire.whole_sheet(self.sheet.instrument.key)
        if self.is_preview or whole is None or len(whole.pages) == 1:
            return ""
        return self.address_of(Sheet(self.sheet.pages[:1]) if self.sheet.is_whole else whole)

    def place_of(self, page: QuestionPage) -> Place:
        is_here = page in self.sheet.pages
        if self.sheet.is_whole and is_here:
            return Place(page, f"#p-{page.group.ref}", is_here=False)
        return Place(page, self.address_of(Sheet((page,))), is_here)
