"""Forms about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.platform.keys import ContactKind, InvalidContact, normalise_email, normalise_phone
from orgs.rules.reasons_to_show import REASONS_TO_SHOW


class ContactForm(forms.Form):
    """An address and a number, each with how the person agreed to its use."""

    email = forms.CharField(label=_("E-mail"), required=False, max_length=254)
    email_basis = forms.CharField(
        label=_("How did they agree to e-mail from us?"), required=False, max_length=200,
        help_text=_("For example “Signed up at our meeting on 3 March”. Left empty, nobody may write to them."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    phone_basis = forms.CharField(
        label=_("How did they agree to calls from us?"), required=False, max_length=200,
        help_text=_("Left empty, nobody may call them."),
    )  # fmt: skip

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self.fields["email"].widget.attrs |= {"inputmode": "email", "autocomplete": "off"}
        self.fields["phone"].widget.attrs |= {"type": "tel", "autocomplete": "off"}

    def clean_email(self) -> str:
        value = str(self.cleaned_data["email"]).strip()
        if value:
            try:
                normalise_email(value)
            except InvalidContact as error:
                raise forms.ValidationError(
                    _("This is not an e-mail address. Check the spelling, for example ana@mail.example.")
                ) from error
        return value

    def clean_phone(self) -> str:
        value = str(self.cleaned_data["phone"]).strip()
        if value:
            try:
                normalise_phone(value, self.region)
            except InvalidContact as error:
                raise forms.ValidationError(
                    _("This is not a phone number. Enter it with its area code, or with + and the country code.")
                ) from error
        return value

    @property
    def contacts(self) -> list[tuple[ContactKind, str, str]]:
        """Kind, value and basis of what was filled in."""
        return [
            (kind, self.cleaned_data[kind.value], self.cleaned_data[f"{kind.value}_basis"])
            for kind in ContactKind
            if self.cleaned_data[kind.value]
        ]


class ShowForm(forms.Form):
    """Why an address is to be seen by somebody who will not use it."""

    reason = forms.ChoiceField(label=_("Why do you need to see it?"), choices=[("", "–"), *REASONS_TO_SHOW.items()])
