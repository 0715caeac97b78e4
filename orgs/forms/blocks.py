"""Forms about reports that bar a person, or an address of theirs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.forms.consent import CHANNEL_CHOICES

REPORT_CHOICES = [
    ("deceased", _("They died")),
    ("minor", _("They are under 18")),
    ("bounced", _("An address or number does not work")),
    ("complained", _("They complained about a message or call")),
]


class ReportForm(forms.Form):
    """A report that bars a person, or an address of theirs."""

    kind = forms.ChoiceField(label=_("What do you report?"), choices=REPORT_CHOICES, widget=forms.RadioSelect)
    point = forms.TypedChoiceField(label=_("Which one does not work?"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(
        label=_("What did they complain about?"), required=False, choices=[("", "–"), *CHANNEL_CHOICES]
    )
    known_from = forms.CharField(
        label=_("How do you know?"), max_length=300,
        help_text=_("For example “Her son told us on the phone”. Only your organization sees this."),
    )  # fmt: skip

    def __init__(self, *args: Any, points: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [("", "–"), *points]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "bounced" and not given.get("point"):
            self.add_error("point", _("Choose the address or number that does not work."))
        if given.get("kind") == "complained" and not given.get("channel"):
            self.add_error("channel", _("Choose what they complained about."))
        return given


class TakeBackForm(forms.Form):
    """Why one's own report was wrong."""

    why = forms.CharField(
        label=_("Why was it wrong?"), max_length=300,
        help_text=_("For example “She called us herself”. It is kept with the report."),
    )  # fmt: skip
