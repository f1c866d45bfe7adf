"""The city's edition of the framework: which it works with, what another would do to its assessments, changing it."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import access, actions
from assessments.forms.editions import EditionForm
from assessments.queries.editions import Foreseen, foreseen, rounds_left_behind
from cities.access import CityRequest, city_view
from cities.permissions import Permission
from cities.queries import edition_of, editions_for
from framework.models import Edition
from framework.queries import NoFramework
from framework.queries.editions import edition_entries
from framework.queries.guide import guide_of


@city_view(Permission.MANAGE_CITY)
def editions(request: CityRequest) -> HttpResponse:
    """The edition that the city works with, and the others that it may use."""
    try:
        current = edition_of(request.city)
    except NoFramework:
        return render(request, "assessments/no_framework.html")
    entries = edition_entries(editions_for(request.city).exclude(instruments=None))
    names = {entry.id: entry.name for entry in entries}
    context = {
        "current": next(entry for entry in entries if entry.id == current.pk),
        "others": [(entry, names.get(entry.replaces_id or 0)) for entry in entries if entry.id != current.pk],
        "behind": rounds_left_behind(request.city, current).count(),
    }
    return render(request, "assessments/editions.html", context)


@city_view(Permission.MANAGE_CITY)
def change(request: CityRequest, edition: str) -> HttpResponse:
    """What an edition would do to each assessment, before anything is changed; and the change itself."""
    chosen = access.load_edition(request.city, edition)
    found = foreseen(request.city, chosen)
    following = [item.round for item in found if item.can_follow]
    form = EditionForm(request.POST if request.method == "POST" else None, rounds=following)
    if form.is_valid():
        try:
            followed = actions.change_edition(
                city=request.city,
                edition=chosen,
                rounds=form.cleaned_data["assessments"],
                by=request.user,
                now=timezone.now(),
            )
        except actions.StepRefused as error:
            messages.error(request, str(error))
            return redirect("editions:change", request.city.slug, chosen.key)
        messages.success(request, changed_words(chosen, len(followed)))
        return redirect("editions:list", request.city.slug)
    sent = set(request.POST.getlist("assessments")) if form.is_bound else set(form.by_key)
    context = {
        "form": form,
        "edition": chosen,
        "guide": guide_of(chosen),
        "is_current": edition_of(request.city) == chosen,
        "is_unlinked": are_unlinked(found),
        "unfinished": [(item, str(item.round.assessment_id) in sent) for item in found if not item.is_over],
        "past": [item for item in found if item.is_over],
    }
    return render(request, "assessments/edition_change.html", context)


def are_unlinked(found: Sequence[Foreseen]) -> bool:
    """Tell whether all assessments ask one other edition, and no mapping leads from it to this one."""
    return len({item.round.assessment.edition_id for item in found}) == 1 and all(item.plan is None for item in found)


def changed_words(edition: Edition, count: int) -> str:
    """Say what was done."""
    said = _("The city works with “%(name)s” now.") % {"name": guide_of(edition).name}
    if not count:
        return said
    went_on = ngettext("%(count)d assessment goes on in it.", "%(count)d assessments go on in it.", count)
    return f"{said} {went_on % {'count': count}}"
