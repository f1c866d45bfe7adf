"""Forms of a city's own editions."""

from django import forms
from django.utils.translation import gettext_lazy


class UploadForm(forms.Form):
    """The files of an edition, in a zip."""

    edition = forms.FileField(
        label=gettext_lazy("Zip of the edition’s folder"),
        allow_empty_file=True,  # an empty one is no zip, and is told so
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )
