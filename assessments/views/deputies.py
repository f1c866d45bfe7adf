"""A participant's deputy: who answers in their place, until they take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.people import MemberForm
from assessments.models import Participant
from assessments.queries import overview
from assessments.queries.links import asked_of
from assessments.views.links import address_of
from cities.access import CityRequest, city_view
from cities.actions import mails_left
from cities.models import Member
from cities.permissions import Permission


@city_view(Permission.ANSWER)
def deputy(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say what a deputy sees, and name one; or who it is."""
    own, now = access.load_delegable(request.membership, assessment_id), timezone.now()
    members = overview.members_to_invite(own.round, roles=access.ANSWERING_ROLES).order_by("user__name", "pk")
    form = MemberForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        try:
            actions.name_deputy(
                participant=own,
                deputy=form.cleaned_data["member"],
                address_of=address_of(request),
                address=request.build_absolute_uri(request.path),
                by=request.user,
                now=now,
            )
        except actions.StepRefused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, named_words(own, form.cleaned_data["member"]))
        return redirect("assessments:deputy", request.city.slug, assessment_id)
    context = {
        "round": own.round,
        "own": own,
        "form": form,
        "asked": asked_of(own),
        "takes_ratings": own.round.takes_ratings(request.city.date_at(now)),
        "mails": mails_left(request.city, now) > 0,
    }
    return render(request, "assessments/deputy.html", context)


def named_words(own: Participant, deputy: Member) -> str:
    """Say that somebody has a deputy now, and whether that one hears of it by mail."""
    if own.links.filter(revoked_at=None).exists():
        text = _("%(person)s answers in your place now, and gets a mail.")
    else:
        text = _("%(person)s answers in your place now. No mail goes out this time: tell them yourself.")
    return text % {"person": deputy}


@require_POST
@city_view(Permission.ANSWER)
def take_back(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Answer oneself again."""
    own = access.load_delegable(request.membership, assessment_id)
    try:
        actions.end_deputy(participant=own, by=request.user, now=timezone.now())
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You answer yourself again, from where it stands."))
    return redirect("assessments:detail", request.city.slug, assessment_id)
