"""Setting up an assessment: what it asks, until when, how answers are treated."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from assessments.rules.anonymity import DEFAULT_MINIMUM_GROUP, MINIMUM_GROUP_FLOOR
from assessments.rules.attention import Thresholds
from assessments.rules.bands import DEFAULT_LIMITS
from cities.forms.dates import DateInput
from framework.queries import InstrumentChoice

DEFAULT_DAYS_OPEN = 21
DEFAULTS = Thresholds()

KIND_MEANINGS = {
    Assessment.Kind.SELF: _("Self-assessment: leaders score their own programme"),
    Assessment.Kind.WORKSHOP: _("Workshop assessment: leaders score it together, in one room"),
    Assessment.Kind.HEALTHCHECK: _("Independent healthcheck: reviewers from outside score it, with or without leaders"),
    Assessment.Kind.SURVEY: _("Pre-workshop survey: leaders score it beforehand, to see what to talk about"),
}
TREATMENTS = {
    "confidential": _("Confidential: nobody ever sees who said what"),
    "named": _("Named: after closing, facilitator and participants see who said what"),
}


class LastDayForm(forms.Form):
    """Until when answers are taken."""

    closes_on = forms.DateField(
        label=_("Last day to answer"),
        widget=DateInput(),
        help_text=_("The day counts in full, in the city’s time zone."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["closes_on"].widget.attrs["min"] = today.isoformat()

    def clean_closes_on(self) -> date:
        """Refuse a day that is over, and a year typed wrong."""
        closes_on: date = self.cleaned_data["closes_on"]
        if closes_on < self.today:
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."))
        if closes_on > self.today + timedelta(days=366):
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return closes_on


class ScoreField(forms.IntegerField):
    """A score from which a band begins. Left empty, it is the one of the method."""

    def __init__(self, label: Any, initial: float) -> None:
        super().__init__(label=label, min_value=1, max_value=100, initial=int(initial), required=False)


class ThresholdsForm(forms.Form):
    """From where a statement is to be discussed, and from where a score has which colour."""

    consensus_threshold = forms.FloatField(
        label=_("Discuss below this consensus"),
        min_value=0,
        max_value=1,
        initial=DEFAULTS.consensus,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
        help_text=_("From 0, half at each end, to 1, all on one level."),
    )
    coverage_threshold = forms.IntegerField(
        label=_("Discuss below this coverage, in %"),
        min_value=0,
        max_value=100,
        initial=round(DEFAULTS.coverage * 100),
        required=False,
        help_text=_("The share of those asked who chose a level."),
    )
    divergence_threshold = forms.IntegerField(
        label=_("Discuss when a reviewer differs by"),
        min_value=1,
        max_value=20,
        initial=DEFAULTS.divergence,
        required=False,
        help_text=_("In levels, from the middle of the leaders’ answers."),
    )
    green_from = ScoreField(_("Green from"), DEFAULT_LIMITS.green)
    amber_green_from = ScoreField(_("Amber-green from"), DEFAULT_LIMITS.amber_green)
    amber_from = ScoreField(_("Amber from"), DEFAULT_LIMITS.amber)
    amber_red_from = ScoreField(_("Amber-red from"), DEFAULT_LIMITS.amber_red)

    DISCUSS = ("consensus_threshold", "coverage_threshold", "divergence_threshold")
    BANDS = ("green_from", "amber_green_from", "amber_from", "amber_red_from")

    def clean(self) -> dict[str, Any]:
        """Put the method's own figure where none was typed; refuse bands that are not in falling order."""
        cleaned = super().clean() or {}
        for name in (*self.DISCUSS, *self.BANDS):
            if name in cleaned and cleaned[name] is None:
                cleaned[name] = self.fields[name].initial
        if "coverage_threshold" in cleaned:
            cleaned["coverage_threshold"] /= 100
        for above, below in zip(self.BANDS, self.BANDS[1:], strict=False):
            if above in cleaned and below in cleaned and cleaned[above] <= cleaned[below]:
                self.add_error(below, _("This band lies below the one before: its score has to be smaller."))
                break
        return cleaned


class AssessmentForm(LastDayForm, ThresholdsForm):
    """What an assessment is called, what it asks, until when, and how. The page draws the boxes of groups itself."""

    title = forms.CharField(
        label=_("Title"),
        max_length=Assessment._meta.get_field("title").max_length,
        help_text=_("As leaders will see it, for example “Leadership self-assessment 2027”."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=KIND_MEANINGS.items(),
        initial=Assessment.Kind.SELF,
        required=False,
        widget=forms.RadioSelect,
    )
    is_named = forms.ChoiceField(
        label=_("How answers are treated"),
        choices=TREATMENTS.items(),
        initial="confidential",
        required=False,
        widget=forms.RadioSelect,
        help_text=_("It is said to everybody before the first answer, and never changes after opening."),
    )
    minimum_group = forms.IntegerField(
        label=_("Smallest group shown"),
        min_value=MINIMUM_GROUP_FLOOR,
        max_value=50,
        initial=DEFAULT_MINIMUM_GROUP,
        help_text=_(
            "While answers are confidential, nothing is shown that fewer people than this have answered,"
            " nor anything from which such answers could be worked out."
        ),
    )
    is_consensus_only = forms.BooleanField(
        label=_("Consensus only: nobody answers alone, levels are agreed directly"), required=False
    )
    asks_comment = forms.BooleanField(label=_("A comment"), required=False, initial=True)
    asks_evidence = forms.BooleanField(label=_("Evidence: a link or a document"), required=False)
    asks_confidence = forms.BooleanField(label=_("How sure they are of their answer"), required=False)
    asks_target = forms.BooleanField(label=_("The level that the city should reach"), required=False)
    FIRST = ("title", "kind", "closes_on")
    EXTRAS = ("asks_comment", "asks_evidence", "asks_confidence", "asks_target")
    field_order = [*FIRST, "is_named", "minimum_group", "is_consensus_only", *EXTRAS]

    def __init__(
        self, *args: Any, today: date, instruments: Iterable[InstrumentChoice], invited: int = 0, **kwargs: Any
    ) -> None:
        """`invited` is how many people are asked already."""
        super().__init__(*args, today=today, **kwargs)
        self.invited = invited
        self.fields["closes_on"].initial = today + timedelta(days=DEFAULT_DAYS_OPEN)
        self.fields["closes_on"].required = False  # where levels are agreed directly, nobody answers until a day
        self.fields["groups"] = forms.TypedMultipleChoiceField(
            label=_("What to ask"),
            choices=[(str(group.id), group.name) for item in instruments for group in item.groups],
            coerce=int,
            error_messages={"required": _("Tick at least one part of what can be asked.")},
        )

    def clean_is_named(self) -> bool:
        return bool(self.cleaned_data["is_named"] == "named")

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Assessment.Kind.SELF

    def clean_closes_on(self) -> date:
        if self.cleaned_data["closes_on"] is None:
            raise forms.ValidationError(self.fields["closes_on"].error_messages["required"], code="required")
        return super().clean_closes_on()

    def clean(self) -> dict[str, Any]:
        """Refuse levels agreed directly where people are to answer for themselves; with them any last day will do."""
        cleaned = super().clean()
        if cleaned.get("is_consensus_only"):
            self.errors.pop("closes_on", None)
            cleaned.setdefault("closes_on", self.today)
            if cleaned.get("kind") == Assessment.Kind.SURVEY:
                self.add_error("is_consensus_only", _("A survey asks everybody alone. Choose another kind for this."))
            elif self.invited:
                self.add_error("is_consensus_only", _("People are invited already. Withdraw them first."))
        return cleaned

    @property
    def has_hidden_errors(self) -> bool:
        """Whether something is wrong in the part that is folded away."""
        return any(name not in (*self.FIRST, "groups") for name in self.errors)


def initial_of(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment's settings as the form shows them."""
    names = (*AssessmentForm.field_order, *ThresholdsForm.DISCUSS, *ThresholdsForm.BANDS)
    found = {name: getattr(assessment, name) for name in names if name != "closes_on"}
    found["is_named"] = "named" if assessment.is_named else "confidential"
    return found | {"coverage_threshold": round(assessment.coverage_threshold * 100)}
