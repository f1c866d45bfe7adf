"""Which statements the table of results shows, and in which order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.queries.findings import Findings
from assessments.queries.statement_table import SHOW_WORDS, SORT_WORDS, Show, Sort


class StatementsForm(forms.Form):
    """Comes by the address, so a value that is none is as good as none given."""

    def __init__(self, data: QueryDict, *, findings: Sequence[Findings], asks_evidence: bool) -> None:
        super().__init__(data)
        groups = [
            (f"{item.outline.key}:{group.outline.ref}", group.outline.name)
            for item in findings
            for group in item.groups
        ]
        sorts = [(sort, words) for sort, words in SORT_WORDS.items() if asks_evidence or sort != Sort.EVIDENCE]
        self.fields["group"] = forms.ChoiceField(
            label=_("Part"), choices=[("", _("All parts")), *groups], required=False
        )
        self.fields["show"] = forms.ChoiceField(label=_("Show"), choices=list(SHOW_WORDS.items()), required=False)
        self.fields["sort"] = forms.ChoiceField(label=_("Order"), choices=sorts, required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """What to show, with the usual where nothing valid was chosen."""
        self.is_valid()
        return {
            "group": self.cleaned_data.get("group", ""),
            "show": Show(self.cleaned_data.get("show") or Show.ALL),
            "sort": Sort(self.cleaned_data.get("sort") or Sort.FRAMEWORK),
        }
