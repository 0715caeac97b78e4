"""What a file of people is for, which contact details it holds, and its columns."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.rules.exports import CHANNELS, PURPOSES, USUAL

WITHOUT, WITH = "without", "with"


class ExportForm(forms.Form):
    """Purpose and contact details are asked, never presumed; the usual columns are ticked."""

    purpose = forms.ChoiceField(label=_("What is the file for?"), choices=[*PURPOSES.items()], widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In a few words"), max_length=200, required=False,
        help_text=_("Colleagues read it in the list of exports. Name nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    contacts = forms.ChoiceField(
        label=_("Contact details"),
        choices=[
            (WITHOUT, _("None: names and facts alone")),
            (WITH, _("Those by which they will be contacted, of whoever agreed to that")),
        ],
        widget=forms.RadioSelect,
    )
    channels = forms.MultipleChoiceField(
        label=_("By which channels?"), choices=[*CHANNELS.items()], required=False, widget=forms.CheckboxSelectMultiple
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, columns: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["columns"] = [code for code in USUAL if code in columns]
        self.fields["columns"].choices = [*columns.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        channels, wanted = cleaned.get("channels"), cleaned.get("contacts")
        if wanted == WITH and not channels and "channels" not in self.errors:
            self.add_error("channels", _("Choose at least one channel, or a file without contact details."))
        if wanted == WITHOUT and channels:
            self.add_error("contacts", _("You chose channels: choose contact details too, or take the channels off."))
        if wanted == WITH and cleaned.get("purpose") == "analysis":
            self.add_error("contacts", _("To count and compare, no contact details are needed. Choose none."))
        if cleaned.get("purpose") == "other" and not cleaned.get("note", "").strip():
            self.add_error("note", _("Say in a few words what the file is for."))
        return cleaned
