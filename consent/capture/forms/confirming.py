"""What is typed to confirm: six digits, or by what right a guardian speaks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The six digits of a text message."""

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


class AuthorityForm(forms.Form):
    """By what right a guardian speaks. Nothing is chosen in advance."""

    authority = forms.ChoiceField(
        label=_("I am this person's"), widget=forms.RadioSelect,
        choices=[("parent", _("mother or father")), ("legal_guardian", _("legal guardian"))],
        error_messages={"required": _("Say whether you are a parent or the legal guardian.")},
    )  # fmt: skip
