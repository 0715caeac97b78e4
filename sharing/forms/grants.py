"""Forms about contributions."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Segment
from sharing.forms.campaigns import DateInput
from sharing.models import SharingAgreement
from sharing.rules.terms import MODES

MOST_PEOPLE = 10_000_000


class GrantForm(forms.Form):
    """Whom an organization contributes, how, how many, until when. Nothing is chosen beforehand."""

    segment = forms.TypedChoiceField(label=_("Which of your people"), coerce=int, empty_value=None)
    mode = forms.ChoiceField(label=_("In which way"), widget=forms.RadioSelect)
    capacity = forms.IntegerField(
        label=_("How many people can you talk to"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=_("Nobody more is put on your call list. For counts only it does not matter."),
    )
    expires_on = forms.DateField(label=_("Last day"), widget=DateInput())

    def __init__(
        self, *args: Any, segments: Sequence[Segment], agreement: SharingAgreement, last_day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", _("Choose a segment")), *((segment.pk, segment.name) for segment in segments)]
        self.fields["segment"].choices = listed  # type: ignore[attr-defined]
        allowed = [(mode, MODES[mode]) for mode in MODES if mode in agreement.modes]
        self.fields["mode"].choices = allowed  # type: ignore[attr-defined]
        self.fields["expires_on"].initial = last_day
        self.fields["capacity"].initial = 500
