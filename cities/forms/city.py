"""Forms of the city itself: its settings, its logo, its end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cities.forms.dates import DateInput
from cities.forms.languages import LanguageSelect, hide_single, languages
from cities.models import City, Sector, User
from cities.models.city import check_accent
from cities.rules import accent, places


class ColourInput(forms.TextInput):
    """The browser's own colour field."""

    input_type = "color"


class CityForm(forms.Form):
    """The settings of a city."""

    name = forms.CharField(label=gettext_lazy("Name of the city"), max_length=100)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), help_text=gettext_lazy("Days begin and end by it, for everybody in the city.")
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages, widget=LanguageSelect)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    paper = forms.ChoiceField(label=gettext_lazy("Paper size of reports"), choices=City.Paper.choices)
    accent = forms.CharField(
        label=gettext_lazy("Accent colour"),
        required=False,
        widget=ColourInput(attrs={"class": "form-control-color"}),
        help_text=gettext_lazy("For links, buttons and headings. It has to be dark enough to read."),
    )
    requires_second_factor = forms.BooleanField(
        label=gettext_lazy("Ask for a second factor"),
        required=False,
        help_text=gettext_lazy(
            "Administrators, programme managers and facilitators then need an authenticator app or a passkey"
            " besides their password."
        ),
    )
    shares_scores = forms.BooleanField(
        label=gettext_lazy("Compare our scores with those of other cities"),
        required=False,
        help_text=gettext_lazy(
            "Shared: the scores of your latest agreed self-assessment or workshop assessment, by factor and overall."
            " They go into figures of at least six cities, rounded to steps of five points. Never shared: the name of"
            " your city, any score by itself, single statements, comments, people. Only cities that share see the"
            " figures. These are made once a quarter: if you stop sharing, the next ones are without you."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or settings.LANGUAGE_CODE
        choose = ("", _("Choose…"))
        zones = [(area_name(area), [*places.zone_names(area, language).items()]) for area in places.time_zones()]
        self.fields["country"].choices = [choose, *places.countries(language).items()]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [choose, *places.currencies(language).items()]  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = [choose, *zones]  # type: ignore[attr-defined]
        hide_single(self)

    def clean_accent(self) -> str:
        """Refuse a colour that cannot be read; the portal's own is stored as none."""
        colour: str = self.cleaned_data["accent"].lower()
        if not colour or colour == accent.OURS:
            return ""
        check_accent(colour)
        return colour


AREA_NAMES = {
    "": gettext_lazy("Everywhere"),
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific"),
}


def area_name(area: str) -> str:
    """Return what people call a part of the world."""
    return str(AREA_NAMES[area])


class NewCityForm(CityForm):
    """A city with the organisation of the person who creates it."""

    organisation = forms.CharField(
        label=gettext_lazy("Your organisation"),
        max_length=150,
        help_text=gettext_lazy("You can add the others, and invite people, in the next step."),
    )
    sector = forms.ChoiceField(label=gettext_lazy("Its sector"), choices=Sector.choices)
    field_order = ["name", "country", "time_zone", "language", "currency", "paper", "organisation", "sector"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for later in ("accent", "requires_second_factor", "shares_scores"):
            del self.fields[later]

    clean_accent = None  # type: ignore[assignment]  # the field is not asked here


class LogoForm(forms.Form):
    """A picture from the device."""

    logo = forms.FileField(
        label=gettext_lazy("Picture"), widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"})
    )


class ConfirmNameForm(forms.Form):
    """The city's name once more, so that nobody archives a city by a slip."""

    name = forms.CharField(label=gettext_lazy("Name of the city"), max_length=100)

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.city = city

    def clean_name(self) -> str:
        """Refuse any other name."""
        if self.cleaned_data["name"].strip().casefold() != self.city.name.casefold():
            raise ValidationError(
                _("This is not the name of the city. It is “%(name)s”."), params={"name": self.city.name}
            )
        return self.city.name


IN_OUR_TIMES = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31))]


class AuditForm(forms.Form):
    """What of the log to show."""

    actor = forms.TypedChoiceField(label=gettext_lazy("Who"), required=False, coerce=int, empty_value=None)
    object_type = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DateInput(), validators=IN_OUR_TIMES)
    until = forms.DateField(label=gettext_lazy("To"), required=False, widget=DateInput(), validators=IN_OUR_TIMES)

    def __init__(self, *args: Any, actors: Iterable[User], types: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), person.name) for person in actors]
        self.fields["actor"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]
        self.fields["object_type"].choices = [("", _("Everything")), *types]  # type: ignore[attr-defined]
