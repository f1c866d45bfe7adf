"""The browser's own date field."""

from django import forms


class DateInput(forms.DateInput):
    """A day to choose; the value travels as an ISO date."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
