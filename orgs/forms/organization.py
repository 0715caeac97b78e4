"""What an organization says of itself."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OrganizationForm(forms.Form):
    """Who answers for the data: on receipts, and in letters to people who ask."""

    legal_name = forms.CharField(
        label=_("Legal name"),
        help_text=_("As it is registered, where it differs from the name people know."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    address = forms.CharField(
        label=_("Postal address"),
        help_text=_("On one line."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    contact_email = forms.EmailField(
        label=_("E-mail address for questions about data"),
        help_text=_("People who have a receipt write here."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is not an e-mail address. Write it like name@example.org.")},
    )
    privacy_url = forms.URLField(
        label=_("Address of your privacy notice"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": _("This is not the address of a page. Write it like https://example.org/privacy.")},
    )
