"""Positions on their way: sent to their owners, answered by them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import access, actions
from assessments.forms.positions import AcceptForm, ChallengeForm, SendForm
from assessments.models import Phase, Position, PositionStatus, Stage
from assessments.queries.evidence import evidence_for
from assessments.queries.positions import Worded, drafts_to_send, said_before, sent_to, worded
from assessments.rules.file_types import LARGEST_FILE
from assessments.views.evidence import bound_form, parts_of, too_much_words
from cities.access import CityRequest, city_view, takes_files
from cities.actions import TooManyMails
from cities.permissions import Permission


@city_view(Permission.RUN_ASSESSMENTS)
def send_positions(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Choose which drafts go to their owners, and until when they can answer."""
    round_ = access.load_moderated(request.membership, assessment_id)
    drafts = drafts_to_send(round_.assessment)
    now = timezone.now()
    form = SendForm(
        request.POST or None,
        positions=[item.position for item in drafts],
        today=request.city.date_at(now),
    )
    if form.is_valid():
        address = request.build_absolute_uri(reverse("assessments:my-positions", args=[request.city.slug]))
        try:
            count = actions.send_positions(
                round_=round_, address=address, by=request.user, now=now, **form.cleaned_data
            )
        except actions.StepRefused as error:
            form.add_error(None, str(error))
        except TooManyMails:
            form.add_error(None, _("The city has sent very many mails today. Nothing is sent; try again tomorrow."))
        else:
            text = ngettext("%(count)d person gets a mail.", "%(count)d people get a mail.", count)
            messages.success(request, text % {"count": count})
            return redirect("assessments:moderate", request.city.slug, assessment_id)
    chosen = request.POST.getlist("positions") if form.is_bound else request.GET.getlist("position")
    context = {
        "round": round_,
        "form": form,
        "drafts": drafts,
        "chosen": chosen or ([] if form.is_bound else [str(item.position.pk) for item in drafts]),
        "may_send": round_.phase == Phase.MODERATION or form.is_bound,
    }
    return render(request, "assessments/send_positions.html", context)


@city_view(Permission.VIEW_RESULTS)
def my_positions(request: CityRequest) -> HttpResponse:
    """The positions that wait for the reader's answer, and those they have answered."""
    found = worded(sent_to(request.member))
    context = {
        "waiting": [item for item in found if item.waits],
        "answered": [item for item in found if not item.waits],
        "today": request.city.date_at(timezone.now()),
    }
    return render(request, "assessments/my_positions.html", context)


@city_view(Permission.VIEW_RESULTS)
def reply(request: CityRequest, position_id: int) -> HttpResponse:
    """One position for its owner: accept it, or challenge it and say why."""
    position = access.load_position(request.membership, position_id)
    if position.status == PositionStatus.DRAFTED:
        messages.info(request, _("This position is being changed. You get a mail when it is sent to you again."))
        return redirect("assessments:my-positions", request.city.slug)
    if "evidence" in request.POST:
        request.session[typed_at(position)] = request.POST.get("reply", "")
        return redirect("assessments:reply-evidence", request.city.slug, position_id)
    accepts, seen = "accept" in request.POST, {"version": position.version}
    accept = AcceptForm(request.POST if accepts else None, initial=seen)
    typed = {"reply": request.session.get(typed_at(position), "")}
    challenge = ChallengeForm(request.POST if "challenge" in request.POST else None, initial=seen | typed)
    chosen = accept if accepts else challenge
    if chosen.is_valid():
        act = actions.accept_position if accepts else actions.challenge_position
        try:
            act(position=position, by=request.member, now=timezone.now(), **chosen.cleaned_data)
        except actions.PositionChanged:
            messages.error(request, _("This position was changed while you read it. See how it stands now."))
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            request.session.pop(typed_at(position), None)
            messages.success(request, _("Thank you. Your answer is recorded."))
        return redirect("assessments:reply", request.city.slug, position_id)
    item = worded([position])[0]
    context = {
        "item": item,
        "answers_address": answers_address(request, item),
        "accept": accept,
        "form": challenge,
        "pieces": evidence_for(position),
        "earlier": said_before(position).filter(owner=request.member).last(),
        "today": request.city.date_at(timezone.now()),
    }
    return render(request, "assessments/reply.html", context)


def typed_at(position: Position) -> str:
    """Name what a session keeps of a challenge while its owner looks for evidence."""
    return f"challenge-{position.pk}"


def answers_address(request: CityRequest, item: Worded) -> str:
    """Return where it can be read how everybody answered; nothing where nobody was asked for themselves."""
    round_ = access.load_round(request.membership, item.position.assessment_id)
    place = [request.city.slug, round_.assessment_id]
    if round_.assessment.is_consensus_only:
        return ""
    if round_.stage == Stage.CLOSED and round_.number == 1:
        return reverse("assessments:revealed", args=place)
    part = next(group for group in item.instrument.groups if item.criterion in group.all_criteria)
    page = reverse("assessments:results-group", args=[*place, item.instrument.key, part.ref])
    return f"{page}#s-{item.criterion.ref}"


@takes_files(LARGEST_FILE)
@city_view(Permission.VIEW_RESULTS)
def reply_evidence(request: CityRequest, position_id: int) -> HttpResponse:
    """What the owner of a position puts behind their answer: add a link or a file, or take one back."""
    position = access.load_position(request.membership, position_id)
    item = worded([position])[0]
    if not item.waits:
        return redirect("assessments:reply", request.city.slug, position_id)
    if "remove" in request.POST:
        return taken_back(request, position)
    form = bound_form(request)
    if form.is_valid():
        try:
            actions.offer_evidence(position=position, by=request.member, now=timezone.now(), **parts_of(form))
        except (actions.PositionChanged, actions.StepRefused):
            messages.error(request, _("This position does not wait for your answer any more. See how it stands now."))
            return redirect("assessments:reply", request.city.slug, position_id)
        except actions.TooMuchEvidence:
            form.add_error(None, too_much_words())
        else:
            messages.success(request, _("The evidence is kept."))
            return redirect(request.path)
    context = {"item": item, "form": form, "pieces": evidence_for(position)}
    return render(request, "assessments/reply_evidence.html", context, status=422 if form.errors else 200)


def taken_back(request: CityRequest, position: Position) -> HttpResponse:
    """Take away a piece of one's own, and lead back to the others."""
    number = request.POST["remove"]
    pieces = {str(piece.pk): piece for piece in evidence_for(position).filter(added_by=request.user)}
    if number not in pieces:
        raise Http404
    try:
        actions.take_evidence_back(position=position, evidence=pieces[number], by=request.member, now=timezone.now())
    except (actions.PositionChanged, actions.StepRefused):
        messages.error(request, _("This position does not wait for your answer any more. See how it stands now."))
    else:
        messages.success(request, _("The evidence is removed."))
    return redirect(request.path)
