"""Where assessments stand, and the steps that a facilitator takes: open, close, reveal."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import access, actions
from assessments.forms.setting_up import LastDayForm
from assessments.models import Phase, Round, Stage
from assessments.queries import overview
from assessments.queries.answering import questionnaire_of
from assessments.queries.locking import events_of, standings
from assessments.queries.reviews import asked
from assessments.queries.visible_reviews import visible_reviews
from assessments.views.links import address_of
from assessments.views.next_step import next_step
from assessments.views.steps import STEPS, Step, step_of
from cities.access import CityRequest, city_view
from cities.permissions import Permission


@city_view(Permission.VIEW_CITY)
def assessment_list(request: CityRequest) -> HttpResponse:
    """All assessments of the city; drafts only for those who run them."""
    archived = "archived" in request.GET
    rounds = overview.rounds_of(request.city, archived=archived)
    if not request.membership.may(Permission.RUN_ASSESSMENTS):
        rounds = rounds.exclude(opened_at=None)
    context = {
        "rounds": rounds,
        "archived": archived,
        "today": request.city.date_at(timezone.now()),
        "runs": request.membership.may(Permission.RUN_ASSESSMENTS),
    }
    return render(request, "assessments/list.html", context)


@city_view(Permission.VIEW_CITY)
def assessment_detail(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Where an assessment stands, and the reader's next step in it."""
    round_ = access.load_round(request.membership, assessment_id)
    today = request.city.date_at(timezone.now())
    participant = access.find_participant(request.membership, round_)
    answers = participant if participant and participant.member_id == request.member.pk else None
    parts = overview.completion_of(round_)
    total = overview.completion_total(parts)
    runs = request.membership.may(Permission.RUN_ASSESSMENTS)
    standing = standings([round_], today)[assessment_id] if runs and round_.phase == Phase.MODERATION else None
    skipped = {Phase.ARCHIVED} | ({Phase.OPEN} if round_.assessment.is_consensus_only else set())
    phases = [phase for phase in Phase if phase not in skipped or phase == round_.phase]
    context = {
        "round": round_,
        "today": today,
        "phases": phases,
        "past_phases": phases[: phases.index(round_.phase)],
        "takes_ratings": round_.takes_ratings(today),
        "questionnaire": questionnaire_of(answers) if answers and round_.opened_at else None,
        "own": participant,
        "parts": parts,
        "total": total,
        "runs": runs,
        "next_step": next_step(round_, total, today, standing) if runs else None,
        "lock_events": events_of(round_) if round_.phase not in (Phase.DRAFT, Phase.OPEN) or round_.number > 1 else (),
        "may_report": request.membership.may(Permission.REQUEST_REPORTS),
        **review_links(request, round_),
    }
    return render(request, "assessments/detail.html", context)


def review_links(request: CityRequest, round_: Round) -> dict[str, bool]:
    """Return whether the city may see a review of an assessment, and whether the reader writes one."""
    reviews = request.membership.may(Permission.REVIEW)
    return {
        "is_reviewed": visible_reviews(request.city).filter(assessment=round_.assessment_id).exists(),
        "is_reviewer": reviews and asked(request.member.reviews.filter(assessment=round_.assessment_id)).exists(),
    }


@city_view(Permission.RUN_ASSESSMENTS)
def last_day(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Change until when answers are taken."""
    round_ = access.load_round(request.membership, assessment_id)
    if request.method != "POST" and not round_.takes_changes:
        messages.error(request, _("Its last day stays as it is: nobody is asked any more."))
        return redirect("assessments:detail", request.city.slug, assessment_id)
    now = timezone.now()
    form = LastDayForm(request.POST or None, today=request.city.date_at(now), initial={"closes_on": round_.closes_on})
    if form.is_valid():
        try:
            actions.change_last_day(round_=round_, by=request.user, now=now, **form.cleaned_data)
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The last day is changed."))
        return redirect("assessments:detail", request.city.slug, assessment_id)
    return render(request, "assessments/last_day.html", {"round": round_, "form": form})


@city_view(Permission.RUN_ASSESSMENTS)
def step(request: CityRequest, assessment_id: int, name: str) -> HttpResponse:
    """Say what a step means, and take it once confirmed."""
    round_ = access.load_round(request.membership, assessment_id)
    if name not in STEPS:
        raise Http404
    total = overview.completion_total(overview.completion_of(round_))
    chosen = step_of(round_, name, total.asked)
    if chosen is None:
        return redirect("assessments:detail", request.city.slug, assessment_id)
    if request.method == "POST":
        take(request, round_, chosen)
        return redirect("assessments:detail", request.city.slug, assessment_id)
    is_settled = round_.phase in (Phase.AGREED, Phase.ARCHIVED)
    if round_.stage != chosen.from_stage or is_settled or round_.assessment.went_on_in:
        return redirect("assessments:detail", request.city.slug, assessment_id)
    context = {"round": round_, "step": chosen, "name": name, "total": total}
    return render(request, "assessments/step.html", context)


def take(request: CityRequest, round_: Round, chosen: Step) -> None:
    """Take a step, and say how it went."""
    mails = {"address_of": address_of(request)} if chosen.from_stage == Stage.DRAFT else {}
    try:
        left = chosen.act(round_=round_, by=request.user, now=timezone.now(), **mails)
    except actions.StepRefused as error:
        messages.error(request, str(error))
        return
    if chosen.from_stage == Stage.CLOSED:
        tell_results(request, round_)
    messages.success(request, str(_("Open. Everybody invited sees it on their front page.") if left else chosen.done))
    if left:
        text = ngettext(
            "This city has sent very many mails today: %(count)d person gets none. Remind them tomorrow.",
            "This city has sent very many mails today: %(count)d people get none. Remind them tomorrow.",
            left,
        )
        messages.warning(request, text % {"count": left})


def tell_results(request: CityRequest, round_: Round) -> None:
    """Mail those who were asked that the results are there; say how many get no mail."""
    address = request.build_absolute_uri(reverse("assessments:results", args=[request.city.slug, round_.assessment_id]))
    left = actions.tell_results(round_=round_, address=address, by=request.user, now=timezone.now())
    if left:
        text = ngettext(
            "This city has sent very many mails today: %(count)d person is not told of the results by mail.",
            "This city has sent very many mails today: %(count)d people are not told of the results by mail.",
            left,
        )
        messages.warning(request, text % {"count": left})
