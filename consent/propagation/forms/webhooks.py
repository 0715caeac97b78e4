"""Connecting an organization's own system."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EndpointForm(forms.Form):
    """Where it listens, and perhaps its own key."""

    url = forms.CharField(
        label=_("Address"),
        max_length=2_100,
        help_text=_("For example https://hooks.example.org/commonlist. It must be reachable from the Internet."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    public_key = forms.CharField(
        label=_("Key of its acknowledgements"),
        required=False,
        max_length=64,
        help_text=_("whpk_…, an Ed25519 key. Without one, acknowledgements are signed with the shared secret."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ReplayForm(forms.Form):
    """From when on everything is sent again."""

    since = forms.DateField(
        label=_("Send everything again since"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day, such as 2026-11-30.")},
    )
