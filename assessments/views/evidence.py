"""Evidence behind answers: the page of one answer's, and the files themselves, to whoever may fetch them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.evidence import EvidenceForm
from assessments.models import Evidence, Rating
from assessments.queries.evidence import evidence_behind
from assessments.rules.file_types import LARGEST_FILE
from assessments.views.refusals import other_round_words, refusal_for
from cities.access import CityRequest, city_view, takes_files, was_too_large
from cities.permissions import Permission
from framework.queries import instrument_outline


@takes_files(LARGEST_FILE)
@city_view(Permission.ANSWER)
def answer_evidence(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> HttpResponse:
    """What stands behind one's own answer to a statement; add a link or a file."""
    if access.is_from_somebody_else(request):
        raise PermissionDenied
    rating = load_evidenced_rating(request, assessment_id, instrument, ref)
    form = bound_form(request)
    status = 200
    if form.is_bound and access.is_of_another_round(request, rating.round):
        form.add_error(None, other_round_words())
        status = 409
    elif form.is_valid():
        try:
            actions.add_evidence(rating=rating, **parts_of(form), by=request.user, now=timezone.now())
        except actions.AnswersRefused:
            form.add_error(None, refusal_for(rating.participant))
            status = 409
        except actions.NotAsked as error:
            raise PermissionDenied from error
        except actions.TooMuchEvidence:
            form.add_error(None, too_much_words())
        else:
            messages.success(request, _("The evidence is kept."))
            return redirect(request.path)
    if form.errors and status == 200:
        status = 422
    return render(request, "assessments/evidence.html", evidence_context(request, rating, form), status=status)


def load_evidenced_rating(request: CityRequest, assessment_id: int, instrument: str, ref: str) -> Rating:
    """Return one's own rating in an assessment that asks for evidence: 404 in another, 403 when not asked."""
    rating = access.load_rating(request.membership, assessment_id, instrument, ref)
    if rating is None:
        raise PermissionDenied
    if not rating.participant.round.assessment.asks_evidence:
        raise Http404
    return rating


def bound_form(request: CityRequest) -> EvidenceForm:
    """Return the form, with what was sent and whether its file was too large."""
    today = request.city.date_at(timezone.now())
    if request.method != "POST":
        return EvidenceForm(today=today)
    form = EvidenceForm(request.POST, request.FILES, today=today)
    if was_too_large(request, "file"):
        form.say_too_large()
    return form


def parts_of(form: EvidenceForm) -> dict[str, Any]:
    """Return what `add_evidence` takes of a valid form."""
    given = dict(form.cleaned_data)
    file = given.pop("file")
    return given | {"upload": actions.Upload(file.name, file.read()) if file else None}


def too_much_words() -> str:
    """Say that there is no room for more, and what to do."""
    text = _("There is no room for more: at most %(number)d pieces behind one answer, and 200 MB in all your files.")
    return text % {"number": actions.MOST_EACH}


def evidence_context(request: CityRequest, rating: Rating, form: EvidenceForm) -> dict[str, object]:
    """Return what the page of one answer's evidence shows."""
    outline = instrument_outline(rating.criterion.instrument_id)
    criterion = next(item for item in outline.all_criteria if item.id == rating.criterion_id)
    group = next(group for group in outline.groups if criterion in group.all_criteria)
    assessment_id = rating.participant.round.assessment_id
    page = reverse("assessments:answer", args=[request.city.slug, assessment_id, outline.key, group.ref])
    return {
        "criterion": criterion,
        "round": rating.participant.round,
        "pieces": evidence_behind(rating),
        "form": form,
        "refusal": refusal_for(rating.participant),
        "answer_address": f"{page}#s-{criterion.ref}",
    }


@city_view(Permission.VIEW_CITY)
def fetch(request: CityRequest, token: UUID) -> HttpResponseBase:
    """The file of a piece of evidence, to be kept and never shown in the page's own place."""
    evidence = access.load_evidence(request.membership, token)
    if not evidence.file or not default_storage.exists(evidence.file):
        raise Http404
    return FileResponse(
        default_storage.open(evidence.file),
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.content_type,
    )


@require_POST
@city_view(Permission.VIEW_CITY)
def remove(request: CityRequest, token: UUID) -> HttpResponse:
    """Take away a piece of evidence behind one's own answer."""
    evidence = access.load_own_evidence(request.membership, token)
    rating = rating_of(evidence)
    try:
        actions.remove_evidence(evidence=evidence, by=request.user, now=timezone.now())
    except actions.AnswersRefused:
        messages.error(request, refusal_for(rating.participant))
    except actions.NotAsked as error:
        raise PermissionDenied from error
    else:
        messages.success(request, _("The evidence is removed."))
    key = rating.criterion.instrument.key
    return redirect("assessments:evidence", request.city.slug, rating.round.assessment_id, key, rating.criterion.ref)


def rating_of(evidence: Evidence) -> Rating:
    """Return the answer behind which a piece of evidence stands."""
    if evidence.rating is None:
        raise Http404
    return evidence.rating
