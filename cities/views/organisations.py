"""The organisations of the city."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities import access, actions
from cities.access import CityRequest, city_view
from cities.forms.people import OrganisationForm
from cities.permissions import Permission
from cities.queries import organisations_of


@city_view(Permission.MANAGE_CITY)
def organisations(request: CityRequest) -> HttpResponse:
    """All organisations, with how many people belong to each."""
    return render(request, "cities/organisations.html", {"organisations": organisations_of(request.city)})


@city_view(Permission.MANAGE_CITY)
def new_organisation(request: CityRequest) -> HttpResponse:
    """Add an organisation."""
    form = OrganisationForm(request.POST or None, others=organisations_of(request.city))
    if form.is_valid():
        added = actions.add_organisation(city=request.city, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("%(organisation)s is added.") % {"organisation": added})
        return redirect("cities:organisations", request.city.slug)
    return render(request, "cities/organisation.html", {"form": form})


@city_view(Permission.MANAGE_CITY)
def organisation(request: CityRequest, organisation_id: int) -> HttpResponse:
    """Correct an organisation's name or sector."""
    shown = access.load_organisation(request.membership, organisation_id)
    form = OrganisationForm(
        request.POST or None,
        others=organisations_of(request.city).exclude(pk=shown.pk),
        initial={"name": shown.name, "sector": shown.sector},
    )
    if form.is_valid():
        actions.change_organisation(organisation=shown, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cities:organisations", request.city.slug)
    return render(request, "cities/organisation.html", {"form": form, "shown": shown})


@require_POST
@city_view(Permission.MANAGE_CITY)
def remove_organisation(request: CityRequest, organisation_id: int) -> HttpResponse:
    """Remove an organisation that nobody belongs to."""
    shown = access.load_organisation(request.membership, organisation_id)
    try:
        actions.remove_organisation(organisation=shown, by=request.user, now=timezone.now())
    except actions.OrganisationInUse:
        text = _("Somebody belongs to %(organisation)s, is invited to it or has answered for it, so it stays.")
        messages.error(request, text % {"organisation": shown})
    else:
        messages.success(request, _("%(organisation)s is removed.") % {"organisation": shown})
    return redirect("cities:organisations", request.city.slug)
