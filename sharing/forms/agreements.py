"""Forms about agreements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import Organization
from sharing.rules.terms import CHANNELS, EVIDENCE, MODES, PURPOSES


class AgreementForm(forms.Form):
    """A version of the agreement: text, and the clauses that are enforced."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What the members agree"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In plain words. Each member's admin reads and accepts it."),
    )
    modes = forms.MultipleChoiceField(
        label=_("Ways to contribute"), choices=list(MODES.items()), widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(
        label=_("Purposes"), choices=list(PURPOSES.items()), widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=list(CHANNELS.items()), widget=forms.CheckboxSelectMultiple
    )
    minimum_evidence = forms.TypedChoiceField(
        label=_("Least record of consent when a person's details cross organizations"),
        choices=list(EVIDENCE.items()),
        coerce=int,
        initial=3,
        help_text=_("An organization talks to its own people on its own word; this is about the others."),
    )
    recipients = forms.TypedMultipleChoiceField(
        label=_("Organizations that may receive details"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only organizations named here, and to the person, ever receive anything."),
    )

    def __init__(self, *args: Any, members: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            (organization.pk, organization.name) for organization in members
        ]
