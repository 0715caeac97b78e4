"""Forms about campaigns."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sharing.actions.campaigns import CampaignPlan
from sharing.models import SharingAgreement
from sharing.rules.terms import CHANNELS, PURPOSES

SUPPORTED_CHANNELS = ("phone",)
SUPPORTED_PURPOSES = ("contact",)
MOST_CONVERSATIONS = 10_000_000


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def choices(labels: dict[str, Any], allowed: Iterable[str], supported: Iterable[str]) -> list[tuple[str, Any]]:
    """What both the agreement and the platform can do."""
    return [(key, labels[key]) for key in supported if key in set(allowed)]


class CampaignForm(forms.Form):
    """A campaign: what for, by which channel, until when."""

    name = forms.CharField(label=_("Name"), max_length=200)
    objective = forms.CharField(
        label=_("What the campaign wants to achieve"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    purpose = forms.ChoiceField(label=_("Purpose"))
    channel = forms.ChoiceField(label=_("Channel"))
    goal = forms.IntegerField(
        label=_("Conversations to reach"), min_value=1, max_value=MOST_CONVERSATIONS, help_text=_("A whole number.")
    )
    starts_on = forms.DateField(label=_("First day"), widget=DateInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DateInput())
    calls_from = forms.IntegerField(
        label=_("Calls from (hour)"), min_value=0, max_value=23, initial=9, help_text=_("In the person's own time.")
    )
    calls_until = forms.IntegerField(
        label=_("Calls until (hour)"), min_value=1, max_value=24, initial=20, help_text=_("0 to 24 is always.")
    )
    script = forms.CharField(
        label=_("Script for callers"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    script_es = forms.CharField(
        label=_("The same in Spanish"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, agreement: SharingAgreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = choices(PURPOSES, agreement.purposes, SUPPORTED_PURPOSES)
        channels = choices(CHANNELS, agreement.channels, SUPPORTED_CHANNELS)
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """One space between words, so that two names cannot look alike."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if _after(cleaned.get("starts_on"), cleaned.get("ends_on")):
            self.add_error("ends_on", _("The last day lies before the first: change one of them."))
        if (cleaned.get("calls_from") or 0) >= (cleaned.get("calls_until") or 24):
            self.add_error("calls_until", _("Calls end before they start: choose a later hour."))
        return cleaned

    def plan(self) -> CampaignPlan:
        """What was filled in, after validation."""
        return CampaignPlan(**self.cleaned_data)


def _after(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start
