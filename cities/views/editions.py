"""A city's own editions of the framework: upload files, look at what they are, take them over, publish, delete."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cities import access, actions
from cities.access import CityRequest, city_view, takes_files, was_too_large
from cities.forms.editions import UploadForm
from cities.permissions import Permission
from cities.queries import ListedEdition, listed_editions, own_edition, read_own_edition, upload_of
from framework.actions import EditionPublished, ExtendsDraft, StillInUse
from framework.models import Edition
from framework.queries.messages import said
from framework.queries.sources import files_of, sources_of
from framework.rules.faults import InvalidEdition
from framework.rules.packing import LARGEST_ZIP, unpack
from framework.rules.preview import preview_of

SHOWN = 200
"""How many faults a page lists; there may be tens of thousands."""


@takes_files(LARGEST_ZIP)
@city_view(Permission.MANAGE_CITY)
def own_editions(request: CityRequest) -> HttpResponse:
    """The city's own editions, and the form to upload one: all faults at once, and then nothing is kept."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    faults: dict[str, object] = {}
    if was_too_large(request, "edition"):
        form.errors["edition"] = form.error_class([_("This file is larger than 5 MB. No edition needs so much.")])
    elif form.is_valid():
        try:
            keep(request, form.cleaned_data["edition"].read())
        except InvalidEdition as error:
            faults = listed(error)
        else:
            return redirect("cities:upload", request.city.slug)
    shown = {"form": form, "editions": listed_editions(request.city), "upload": upload_of(request.city)}
    return render(request, "cities/own_editions.html", shown | faults | {"most": actions.MOST_EDITIONS})


def keep(request: CityRequest, content: bytes) -> None:
    """Keep the files of a zip until somebody takes them over. Raises InvalidEdition."""
    package = unpack(content)
    read_own_edition(request.city, package.files)
    actions.keep_upload(city=request.city, sources=package.files)
    if package.ignored:
        names = ", ".join(package.ignored[:5]) + (", …" if package.ignored[5:] else "")
        messages.info(request, _("Left out, because only .yaml files are read: %(names)s") % {"names": names})


def listed(error: InvalidEdition) -> dict[str, object]:
    """Return what a page shows of faults: the first of them, and how many there are."""
    return {"faults": error.faults[:SHOWN], "number": len(error.faults)}


@city_view(Permission.MANAGE_CITY)
def upload(request: CityRequest) -> HttpResponse:
    """What was uploaded, in short; taken over or discarded by a button."""
    shown = access.load_upload(request.membership)
    if "discard" in request.POST:
        actions.discard_upload(city=request.city)
        messages.success(request, _("The uploaded files are discarded. Nothing else has changed."))
        return redirect("cities:own-editions", request.city.slug)
    if request.method == "POST" and take_over(request):
        return redirect("cities:own-editions", request.city.slug)
    return render(request, "cities/upload.html", {"upload": shown, **short(request, shown)})


def short(request: CityRequest, upload: Edition) -> dict[str, object]:
    """Return what a page shows of uploaded files; faults, where something they name has gone in the meantime."""
    try:
        files = read_own_edition(request.city, sources_of(upload))
    except InvalidEdition as error:
        return listed(error)
    former = own_edition(request.city, files.edition.key)
    may_load = former is None or former.status == Edition.Status.DRAFT
    before = files_of(former) if former else None
    return {"preview": preview_of(files, before), "former": former, "may_load": may_load}


def take_over(request: CityRequest) -> bool:
    """Store the uploaded files and say so; tell whether that was done."""
    try:
        files = actions.take_over_upload(
            city=request.city, digest=request.POST.get("digest", ""), by=request.user, now=timezone.now()
        )
    except actions.UploadGone:
        messages.error(request, _("Somebody has uploaded other files in the meantime. Look at these first."))
    except actions.TooManyEditions:
        text = _(
            "This city has %(most)d editions of its own, and may take over no more. Delete a draft that nobody needs, "
            "or ask the operator to load this one."
        )
        messages.error(request, text % {"most": actions.MOST_EDITIONS})
    except InvalidEdition as error:
        messages.error(request, " ".join(said(fault.message) for fault in error.faults[:5]))
    except EditionPublished:
        messages.error(request, _("This edition is published and stays as it is. Give the changed one a new key."))
    except StillInUse as error:
        text = _(
            "Somebody was asked already: %(names)s. The words may change. To drop, add or move statements there, "
            "or to change the levels, give the edition a new key."
        )
        messages.error(request, text % {"names": error})
    else:
        text = _("%(name)s is loaded, as a draft. Nothing uses it yet.")
        messages.success(request, text % {"name": files.edition.name})
        return True
    return False


@city_view(Permission.MANAGE_CITY)
def publish(request: CityRequest, edition: str) -> HttpResponse:
    """Publish a draft of the city's own, once confirmed."""
    shown = access.load_own_edition(request.membership, edition)
    if request.method == "POST":
        try:
            actions.publish_own_edition(city=request.city, edition=shown, by=request.user, now=timezone.now())
        except EditionPublished:
            messages.info(request, _("The edition is published already."))
        except ExtendsDraft:
            messages.error(request, _("It builds on an edition that is a draft itself. That one is published first."))
        else:
            messages.success(request, _("The edition is published. It stays as it is from now on."))
        return redirect("cities:own-editions", request.city.slug)
    return render(request, "cities/publish_edition.html", {"shown": named(request, shown)})


@city_view(Permission.MANAGE_CITY)
def delete(request: CityRequest, edition: str) -> HttpResponse:
    """Delete a draft of the city's own that nothing uses, once confirmed."""
    shown = access.load_own_edition(request.membership, edition)
    if request.method == "POST":
        try:
            actions.delete_own_edition(city=request.city, edition=shown, by=request.user, now=timezone.now())
        except EditionPublished:
            messages.error(request, _("The edition is published: what refers to it must stay readable."))
        except StillInUse:
            text = _(
                "The edition is in use: the city works with it, an assessment asks it, a guide was printed of it, or "
                "another builds on it."
            )
            messages.error(request, text)
        else:
            messages.success(request, _("The edition is deleted."))
        return redirect("cities:own-editions", request.city.slug)
    return render(request, "cities/delete_edition.html", {"shown": named(request, shown)})


def named(request: CityRequest, edition: Edition) -> ListedEdition:
    """Return an edition with its name in the reader's language."""
    return next(listed for listed in listed_editions(request.city) if listed.key == edition.key)
