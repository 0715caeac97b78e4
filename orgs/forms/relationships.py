"""What two people are to each other, and since when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Constituent
from orgs.rules.ties import STRENGTHS, NewTie, choices

NO_CONTACTS = _("No phone number and no e-mail address here: those belong under “How to reach them”.")


def _day(label: Any, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "autocomplete": "off"})
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class RelationshipForm(forms.Form):
    """What ``person`` is to ``other``: the kinds that fit the two, with a direction each."""

    kind = forms.ChoiceField(label=_("What they are to each other"))
    strength = forms.TypedChoiceField(
        label=_("How well do they know each other?"), coerce=int, choices=list(STRENGTHS.items()),
        widget=forms.RadioSelect, initial=2,
    )  # fmt: skip
    since = _day(_("Since"))
    until = _day(_("Until"), _("Only if it is over."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, help_text=NO_CONTACTS)

    def __init__(self, *args: Any, person: Constituent, other: Constituent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = choices(person.type, other.type)
        self.fields["kind"].choices = [("", _("Choose")), *fitting]  # type: ignore[attr-defined]

    @property
    def tie(self) -> NewTie:
        """The relationship as entered."""
        entered = self.cleaned_data
        kind, _colon, direction = entered["kind"].partition(":")
        return NewTie(kind, direction, entered["strength"], entered["since"], entered["until"], entered["note"])


class EndForm(forms.Form):
    """On which day it ended."""

    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}))

    @property
    def day(self) -> date:
        """The day."""
        entered: date = self.cleaned_data["until"]
        return entered
