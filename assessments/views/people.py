"""Who is asked in an assessment: invite, and take it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from assessments import access, actions
from assessments.forms.people import InviteForm, PeopleFilterForm
from assessments.models import Assessment, Round, Stage
from assessments.queries import overview
from assessments.queries.links import to_invite_again, to_remind, unfinished_in
from assessments.queries.visible_reviews import visible_reviews
from assessments.views.links import address_of
from assessments.views.refusals import mailed_words, telling, too_many_mails
from assessments.views.setting_up import offered_in, offers_of
from cities.access import CityRequest, city_view
from cities.actions import TooManyMails, mails_left
from cities.permissions import Permission
from cities.queries import organisations_of

A_PAGE = 50
PLACES = ("page", "asked")
"""What the two lists of the page call their place in the address."""


@city_view(Permission.RUN_ASSESSMENTS)
def people(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Who is asked, and whom to ask besides; the filter in the address holds for both."""
    round_ = access.load_round(request.membership, assessment_id)
    sought = sought_in(request)
    narrowing = PeopleFilterForm(sought, roles=access.ANSWERING_ROLES, organisations=organisations_of(request.city))
    chosen = narrowing.chosen
    everybody = list(overview.members_to_invite(round_, roles=access.ANSWERING_ROLES))
    members = (
        list(overview.members_to_invite(round_, roles=access.ANSWERING_ROLES, chosen=chosen)) if chosen else everybody
    )
    offered = offered_in(round_.assessment)
    form = InviteForm(request.POST or None, members=everybody, fitting=members, instruments=offered)
    if not form.turns and form.is_valid() and invited(request, round_, form):
        return redirect("assessments:people", request.city.slug, assessment_id)
    page = Paginator(members, A_PAGE).get_page(sought.get("page"))
    elsewhere = sorted(form.ticked - {str(member.pk) for member in page})
    if may_tick := round_.takes_newcomers and bool(members or elsewhere):
        narrowing.send_with("invite-form")
    participants, awaited = list(overview.participants_of(round_)), list(overview.awaited_in(round_))
    context = {
        "round": round_,
        "form": form,
        "narrowing": narrowing,
        "is_filtered": bool(chosen),
        "sought": sought.urlencode(),
        "query": query_without(sought, *PLACES),
        "may_tick": may_tick,
        "members": page,
        "offers": offers_of(form, offered, [group.id for item in offered for group in item.groups]),
        "chosen": form.ticked,
        "elsewhere": elsewhere,
        "participants": Paginator([one for one in participants if chosen.fits(one)], A_PAGE).get_page(
            sought.get("asked")
        ),
        "invited": sum(1 for participant in participants if participant.withdrawn_at is None),
        "awaited": awaited,
        "may_change": round_.takes_changes,
        "may_remind": round_.takes_changes and round_.stage == Stage.OPEN and (participants or awaited),
        "is_reviewed": not participants and is_reviewed(round_),
    }
    return render(request, "assessments/people.html", context)


def is_reviewed(round_: Round) -> bool:
    """Tell whether the city can read a review already of what nobody has been asked so far."""
    if not (round_.stage == Stage.OPEN and round_.assessment.kind == Assessment.Kind.HEALTHCHECK):
        return False
    return visible_reviews(round_.city).filter(assessment=round_.assessment_id).exists()


def sought_in(request: CityRequest) -> QueryDict:
    """Return the query of the address; where others are looked for and ticks sent along, what is looked for."""
    if request.POST.get("turn") != "find":
        return request.GET
    sought = QueryDict(mutable=True)
    sought.update({name: request.POST.get(name, "") for name in PeopleFilterForm.base_fields})
    return sought


def query_without(sought: QueryDict, *names: str) -> str:
    """Return a query without some of its parts."""
    query = sought.copy()
    for name in names:
        query.pop(name, None)
    return query.urlencode()


def invited(request: CityRequest, round_: Round, form: InviteForm) -> bool:
    """Invite those chosen, and say so; not where they are more than can be mailed, which the form says then."""
    try:
        count = actions.invite(
            round_=round_,
            **form.cleaned_data,
            address_of=address_of(request),
            by=request.user,
            now=timezone.now(),
        )
    except TooManyMails:
        form.add_error("members", too_many_mails(request.city))
    except actions.StepRefused as error:
        messages.error(request, str(error))
    else:
        text = ngettext("%(count)d person invited.", "%(count)d people invited.", count)
        messages.success(request, text % {"count": count})
    return not form.errors


@city_view(Permission.RUN_ASSESSMENTS)
def completion(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Who has started and finished, by sector and organisation. Never what they said."""
    round_ = access.load_round(request.membership, assessment_id)
    parts = overview.completion_of(round_)
    context = {
        "round": round_,
        "today": request.city.date_at(timezone.now()),
        "total": overview.completion_total(parts),
        "parts": parts,
        "organisations": overview.completion_by_organisation(round_),
    }
    return render(request, "assessments/completion.html", context)


@city_view(Permission.RUN_ASSESSMENTS)
def remind(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Say how many would be reminded, and remind them once confirmed."""
    round_, now = access.load_round(request.membership, assessment_id), timezone.now()
    today = request.city.date_at(now)
    if request.method == "POST":
        with telling(request):
            count = actions.remind(round_=round_, address_of=address_of(request), by=request.user, now=now)
            messages.success(request, mailed_words(count))
        return redirect("assessments:people", request.city.slug, assessment_id)
    takes_ratings = round_.takes_ratings(today)
    due = to_remind(round_, now).count() if takes_ratings else 0
    context = {
        "round": round_,
        "today": today,
        "takes_ratings": takes_ratings,
        "due": due,
        "lately": unfinished_in(round_).count() - due if takes_ratings else 0,
        "awaited": overview.awaited_in(round_).count() if takes_ratings else 0,
        "to_invite": min(to_invite_again(round_, now).count(), mails_left(request.city, now)) if takes_ratings else 0,
    }
    return render(request, "assessments/remind.html", context)
