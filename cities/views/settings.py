"""The city's own pages: settings, look, organisations, mail, log, and its end."""

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cities import access, actions
from cities.access import CityRequest, city_view, takes_files, was_too_large
from cities.forms.city import CityForm, ConfirmNameForm, LogoForm
from cities.permissions import Permission
from cities.queries import mails_of
from cities.rules import accent
from cities.rules.logo import LARGEST_FILE, NotALogo, PictureTooLarge

A_PAGE = 50
SWITCHES = ("requires_second_factor", "shares_scores")
A_YEAR = 31_536_000


@city_view(Permission.MANAGE_CITY)
def city_settings(request: CityRequest) -> HttpResponse:
    """The settings of the city."""
    fields = ("name", "country", "time_zone", "language", "currency", "paper", *SWITCHES)
    initial = {field: getattr(request.city, field) for field in fields}
    initial["accent"] = request.city.accent or accent.OURS
    form = CityForm(request.POST or None, initial=initial)
    if form.is_valid():
        actions.change_city(city=request.city, settings=form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("The settings are saved."))
        return redirect("cities:settings", request.city.slug)
    return render(request, "cities/settings.html", {"form": form})


@takes_files(LARGEST_FILE)
@city_view(Permission.MANAGE_CITY)
def logo_settings(request: CityRequest) -> HttpResponse:
    """The city's logo: choose another, or take it away."""
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_logo(city=request.city, by=request.user, now=timezone.now())
        messages.success(request, _("The logo is removed."))
        return redirect("cities:logo-settings", request.city.slug)
    if was_too_large(request, "logo"):
        form.errors["logo"] = form.error_class([_("This file is larger than 2 MB. Choose a smaller one.")])
    elif form.is_valid():
        content = form.cleaned_data["logo"].read()
        try:
            actions.set_logo(city=request.city, content=content, by=request.user, now=timezone.now())
        except NotALogo:
            form.add_error("logo", _("This is not a picture we can read. Choose a PNG or JPEG file."))
        except PictureTooLarge:
            form.add_error("logo", _("This picture is far larger than a logo needs. Make it smaller first."))
        else:
            messages.success(request, _("The logo is changed."))
            return redirect("cities:logo-settings", request.city.slug)
    return render(request, "cities/logo.html", {"form": form})


@city_view(Permission.VIEW_CITY)
def logo(request: CityRequest) -> FileResponse:
    """The picture itself. Its address changes with it, so a browser may keep it."""
    if not request.city.logo or not default_storage.exists(request.city.logo):
        raise Http404
    response = FileResponse(default_storage.open(request.city.logo), content_type="image/png")
    patch_cache_control(response, private=True, max_age=A_YEAR)
    return response


@city_view(Permission.VIEW_CITY)
def theme(request: CityRequest) -> HttpResponse:
    """The city's colour as a style sheet. Its address changes with it, so a browser may keep it."""
    response = render(request, "cities/theme.css", content_type="text/css")
    patch_cache_control(response, private=True, max_age=A_YEAR)
    return response


@city_view(Permission.MANAGE_CITY)
def mail(request: CityRequest) -> HttpResponse:
    """What was sent, what waits, what failed and why."""
    page = Paginator(mails_of(request.city), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "cities/mail.html", {"page": page, "sends_mail": bool(settings.EMAIL_HOST)})


@require_POST
@city_view(Permission.MANAGE_CITY)
def send_mail_again(request: CityRequest, mail_id: int) -> HttpResponse:
    """Queue a failed mail once more."""
    shown = access.load_mail(request.membership, mail_id)
    if actions.send_mail_again(mail=shown, by=request.user, now=timezone.now()):
        messages.success(request, _("The mail is tried again."))
    return redirect("cities:mail", request.city.slug)


@city_view(Permission.MANAGE_CITY)
def archive(request: CityRequest) -> HttpResponse:
    """Archive the city, once its name is typed."""
    form = ConfirmNameForm(request.POST or None, city=request.city)
    if form.is_valid():
        actions.archive_city(city=request.city, by=request.user, now=timezone.now())
        messages.success(request, _("%(city)s is archived. Nobody can open it any more.") % {"city": request.city})
        return redirect(f"{reverse('home')}?all")
    return render(request, "cities/archive.html", {"form": form})
