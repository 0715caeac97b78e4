"""Who are you? An e-mail address or a phone number."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coalition.platform.keys import ContactKind, InvalidContact, normalise_email, normalise_phone
from coalition.platform.texts import texts_available

DEFAULT_REGION = "US"  # how a number without country code is read


class EntryForm(forms.Form):
    """One field. Cleaned: ``kind`` and ``normalised``."""

    contact = forms.CharField(
        label=_("Your e-mail address or phone number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        error_messages={"required": _("Enter your e-mail address or phone number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not texts_available():
            self.fields["contact"].label = _("Your e-mail address")

    def clean_contact(self) -> tuple[ContactKind, str]:
        text = self.cleaned_data["contact"]
        if "@" in text:
            try:
                return ContactKind.EMAIL, normalise_email(text)
            except InvalidContact as error:
                raise ValidationError(_("This is not an e-mail address. Write it like name@example.org.")) from error
        try:
            number = normalise_phone(text, DEFAULT_REGION)
        except InvalidContact as error:
            raise ValidationError(
                _("This is neither an e-mail address nor a phone number. Write numbers with country code, like +1 …")
            ) from error
        if not texts_available():
            raise ValidationError(_("We cannot send texts yet. Enter your e-mail address."))
        return ContactKind.PHONE, number


class CodeForm(forms.Form):
    """The six digits of the message."""

    code = forms.RegexField(
        r"\A\s*\d{3}\s?\d{3}\s*\Z",
        label=_("Six-digit code"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={
            "required": _("Enter the six digits from the message."),
            "invalid": _("The code has six digits. Look in the message we sent."),
        },
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split())
