"""Who is in the city: members, their roles, and invitations."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cities import access, actions
from cities.access import CityRequest, city_view
from cities.forms.people import InviteForm, MemberForm
from cities.models import Invitation, Role
from cities.permissions import Permission
from cities.queries import invitations_of, members_of, organisations_of
from cities.rules.qr import qr_drawing

TOO_MANY_MAILS = gettext_lazy("This city has sent very many mails today. Go on tomorrow, or show people their links.")
A_PAGE = 50
LONGEST_SEARCH = 100


def address_of(request: HttpRequest) -> Callable[[str], str]:
    """Return what turns the secret of a link into the address to send."""
    return lambda token: request.build_absolute_uri(reverse("join", args=[token]))


@city_view(Permission.VIEW_CITY)
def people(request: CityRequest) -> HttpResponse:
    """The members of the city; who manages it also sees invitations."""
    search = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    manages = request.membership.may(Permission.MANAGE_CITY)
    members = Paginator(members_of(request.city, search, in_addresses=manages), A_PAGE)
    context = {
        "page": members.get_page(request.GET.get("page")),
        "search": search,
        "search_query": urlencode({"q": search}) if search else "",
        "manages": manages,
        "invitations": invitations_of(request.city) if manages and not search and "page" not in request.GET else [],
        "now": timezone.now(),
    }
    return render(request, "cities/people.html", context)


@city_view(Permission.MANAGE_CITY)
def invite(request: CityRequest) -> HttpResponse:
    """Invite people by their addresses."""
    form = InviteForm(
        request.POST or None, organisations=organisations_of(request.city), initial={"roles": [Role.LEADER]}
    )
    if form.is_valid():
        try:
            invited = actions.invite_to_city(
                city=request.city,
                address_of=address_of(request),
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except actions.TooManyMails:
            form.add_error(None, TOO_MANY_MAILS)
        else:
            tell_invited(request, invited)
            return redirect("cities:people", request.city.slug)
    return render(request, "cities/invite.html", {"form": form})


def tell_invited(request: HttpRequest, invited: actions.Invited) -> None:
    """Say who is invited now, and who was left alone and why."""
    count = len(invited.asked)
    if count:
        text = ngettext("%(count)d person is invited.", "%(count)d people are invited.", count)
        messages.success(request, text % {"count": count})
    if invited.members:
        text = _("Already a member: %(addresses)s.") % {"addresses": ", ".join(invited.members)}
        messages.info(request, text)
    if invited.pending:
        text = _("Already invited: %(addresses)s. Open the invitation to send it again.")
        messages.info(request, text % {"addresses": ", ".join(invited.pending)})


@city_view(Permission.MANAGE_CITY)
def member(request: CityRequest, member_id: int) -> HttpResponse:
    """What a member is in the city: organisation, job title, roles."""
    shown = access.load_member(request.membership, member_id)
    form = MemberForm(
        request.POST or None,
        organisations=organisations_of(request.city),
        initial={
            "organisation": shown.organisation_id,
            "job_title": shown.job_title,
            "roles": [held.role for held in shown.roles.all()],
        },
    )
    if form.is_valid():
        try:
            actions.change_member(member=shown, by=request.user, now=timezone.now(), **form.cleaned_data)
        except actions.LastAdministrator:
            text = _("%(person)s is the only administrator. Make somebody else one first.")
            form.add_error("roles", text % {"person": shown})
        else:
            messages.success(request, _("Saved."))
            return redirect("cities:people", request.city.slug)
    return render(request, "cities/member.html", {"shown": shown, "form": form})


@city_view(Permission.MANAGE_CITY)
def remove_member(request: CityRequest, member_id: int) -> HttpResponse:
    """End a membership, once confirmed."""
    shown = access.load_member(request.membership, member_id)
    if request.method == "POST":
        try:
            actions.remove_member(member=shown, by=request.user, now=timezone.now())
        except actions.LastAdministrator:
            text = _("%(person)s is the only administrator. Make somebody else one first.")
            messages.error(request, text % {"person": shown})
        else:
            messages.success(request, _("%(person)s is no longer a member.") % {"person": shown})
        return redirect("cities:people", request.city.slug)
    return render(request, "cities/remove_member.html", {"shown": shown})


@city_view(Permission.MANAGE_CITY)
def invitation(request: CityRequest, invitation_id: int) -> HttpResponse:
    """How an invitation stands: its mails, its links."""
    shown = access.load_invitation(request.membership, invitation_id)
    return render(request, "cities/invitation.html", invitation_context(shown))


def invitation_context(shown: Invitation) -> dict[str, object]:
    """Return what the page of an invitation shows."""
    names = [str(Role(role).label) for role in shown.roles]
    return {"invitation": shown, "role_names": names, "now": timezone.now()}


def while_pending(act: Callable[[CityRequest, Invitation], HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let an administrator act on a pending invitation; say so where it is over by then, or it is too early."""

    @require_POST
    @city_view(Permission.MANAGE_CITY)
    @wraps(act)
    def view(request: CityRequest, invitation_id: int) -> HttpResponse:
        shown = access.load_invitation(request.membership, invitation_id)
        try:
            return act(request, shown)
        except actions.LinkOver:
            messages.error(request, _("This invitation was accepted or withdrawn in the meantime."))
        except actions.TooSoon:
            messages.error(request, _("A mail went out a few minutes ago. Give it a little time, or show the link."))
        except actions.TooManyMails:
            messages.error(request, str(TOO_MANY_MAILS))
        return redirect("cities:people", request.city.slug)

    return view


@while_pending
def show_link(request: CityRequest, shown: Invitation) -> HttpResponse:
    """Show a new personal link, to be copied or scanned. It is not kept, so this page is the only one to show it."""
    token = actions.show_link(invitation=shown, by=request.user, now=timezone.now())
    address = address_of(request)(token)
    shown = access.load_invitation(request.membership, shown.pk)
    context = invitation_context(shown) | {"address": address, "qr": qr_drawing(address)}
    return render(request, "cities/invitation.html", context)


@while_pending
def send_again(request: CityRequest, shown: Invitation) -> HttpResponse:
    """Mail the invitation once more."""
    actions.send_invitation_again(invitation=shown, address_of=address_of(request), by=request.user, now=timezone.now())
    messages.success(request, _("The invitation is sent again."))
    return redirect("cities:invitation", request.city.slug, shown.pk)


@while_pending
def withdraw(request: CityRequest, shown: Invitation) -> HttpResponse:
    """Take the invitation back; its links end."""
    actions.withdraw_invitation(invitation=shown, by=request.user, now=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its links no longer work."))
    return redirect("cities:people", request.city.slug)
