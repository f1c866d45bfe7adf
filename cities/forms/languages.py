"""The choice of a language, each under its own name."""

from typing import Any

from django import forms
from django.conf import settings


class LanguageSelect(forms.Select):
    """Tells a screen reader in which language the name of each one is."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = str(value)
        return option


def hide_single(form: forms.Form) -> None:
    """Ask for no language where the portal speaks only one: send that one along."""
    if len(languages()) == 1:
        form.fields["language"].widget = forms.HiddenInput()
        form.initial["language"] = languages()[0][0]


def languages() -> list[tuple[str, str]]:
    """Return the languages that the portal speaks, asked when a form is drawn."""
    return list(settings.LANGUAGES)
