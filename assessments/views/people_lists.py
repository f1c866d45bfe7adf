"""Inviting by a list of addresses, and those of it who have not joined the city yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from assessments import access, actions
from assessments.forms.people_lists import LARGEST_LIST, ListForm
from assessments.queries.overview import member_emails
from assessments.views.links import address_of
from assessments.views.refusals import mailed_words, telling
from assessments.views.setting_up import offered_in, offers_of
from cities.access import CityRequest, city_view, takes_files, was_too_large
from cities.actions import MAILS_A_DAY, TooManyMails, mails_left
from cities.models import Invitation, Member
from cities.permissions import Permission
from cities.queries import organisations_of
from cities.views.people import address_of as join_address_of


@takes_files(LARGEST_LIST)
@city_view(Permission.RUN_ASSESSMENTS)
def invite_list(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Ask everybody in a list, pasted or uploaded."""
    round_ = access.load_round(request.membership, assessment_id)
    offered = offered_in(round_.assessment)
    form = ListForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        instruments=offered,
        organisations=organisations_of(request.city),
        emails=member_emails(request.city),
        is_too_large=was_too_large(request, "file"),
    )
    if form.is_valid():
        try:
            found = actions.invite_list(
                round_=round_,
                address_of=address_of(request),
                join_address_of=join_address_of(request),
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except TooManyMails:
            form.add_error(None, _("This is more mail than the city may send in a day. Send the list in parts."))
        except actions.StepRefused as error:
            form.add_error(None, str(error))
        else:
            tell(request, found, form.again)
            if not found.left:
                return redirect("assessments:people", request.city.slug, assessment_id)
            form.keep(found.left, found.asked + found.awaited, MAILS_A_DAY)
    everything = [group.id for item in offered for group in item.groups]
    context = {"round": round_, "form": form, "offers": offers_of(form, offered, everything)}
    context |= {"mails_left": mails_left(request.city, timezone.now()), "per_day": MAILS_A_DAY}
    context["may_invite"] = round_.takes_newcomers or form.is_bound
    return render(request, "assessments/people_list.html", context)


def tell(request: HttpRequest, found: actions.ListInvited, again: int) -> None:
    """Say what became of a list."""
    if found.asked:
        text = ngettext("%(count)d person invited.", "%(count)d people invited.", found.asked)
        messages.success(request, text % {"count": found.asked})
    if found.awaited:
        text = ngettext(
            "%(count)d person is invited into the city, and asked as soon as they join.",
            "%(count)d people are invited into the city, and asked as soon as they join.",
            found.awaited,
        )
        messages.success(request, text % {"count": found.awaited})
    if found.before:
        text = ngettext("%(count)d was invited before.", "%(count)d were invited before.", found.before)
        messages.info(request, text % {"count": found.before})
    if again:
        text = ngettext("%(count)d address stood there again.", "%(count)d addresses stood there again.", again)
        messages.info(request, text % {"count": again})
    if found.unable:
        text = _("Not invited, because their roles do not let them answer: %(people)s.")
        messages.warning(request, text % {"people": ", ".join(found.unable)})


def take_up(request: HttpRequest, invitation: Invitation, member: Member) -> None:
    """Ask who has just joined the city what they were awaited for. The table of URLs hands it to the page to join."""
    actions.take_up_awaited(invitation=invitation, member=member, now=timezone.now(), address_of=address_of(request))


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def forget(request: CityRequest, assessment_id: int, awaited_id: int) -> HttpResponse:
    """Ask somebody no longer who has not joined yet."""
    awaited = access.load_awaited(access.load_round(request.membership, assessment_id), awaited_id)
    with telling(request):
        actions.forget_awaited(awaited=awaited, by=request.user, now=timezone.now())
        messages.success(request, _("They are not asked any more. Their invitation into the city stays."))
    return redirect("assessments:people", request.city.slug, assessment_id)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def invite_again(request: CityRequest, assessment_id: int, awaited_id: int) -> HttpResponse:
    """Mail somebody who has not joined yet their invitation once more."""
    awaited = access.load_awaited(access.load_round(request.membership, assessment_id), awaited_id)
    with telling(request):
        actions.invite_again(awaited=awaited, address_of=join_address_of(request), by=request.user, now=timezone.now())
        messages.success(request, _("The invitation is sent again."))
    return redirect("assessments:people", request.city.slug, assessment_id)


@require_POST
@city_view(Permission.RUN_ASSESSMENTS)
def invite_all_again(request: CityRequest, assessment_id: int) -> HttpResponse:
    """Mail everybody who has not joined yet their invitation once more."""
    round_ = access.load_round(request.membership, assessment_id)
    with telling(request):
        count = actions.invite_all_again(
            round_=round_, address_of=join_address_of(request), by=request.user, now=timezone.now()
        )
        messages.success(request, mailed_words(count))
    return redirect("assessments:people", request.city.slug, assessment_id)
