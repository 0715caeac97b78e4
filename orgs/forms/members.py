"""Forms about members."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coalition.platform.templatetags.roles import EXPLAINED, NAMES
from orgs.models import Membership, User


def role_choices() -> list[tuple[str, Any]]:
    """The roles with what each may do."""
    words = '<span class="strong">{}</span><br><span class="muted small">{}</span>'
    return [(role, format_html(words, NAMES[role], EXPLAINED[role])) for role in Membership.Role.values]


class InvitationForm(forms.Form):
    """Whom to invite as what."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class RightsForm(forms.Form):
    """What a member may besides."""

    may_export = forms.BooleanField(
        label=_("May export people"),
        help_text=_("Take people out of Commonlist as a file, with the contact details that their consent permits."),
        required=False,
    )
    may_merge = forms.BooleanField(
        label=_("May merge people"), help_text=_("Make one record of two that are the same person."), required=False
    )


class AcceptForm(forms.Form):
    """A new account: name and password."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.email, name=str(self.cleaned_data.get("name", ""))))
        return password
