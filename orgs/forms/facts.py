"""Forms for what is added to a person one by one: addresses, names on networks, roles, skills, notes on contacts."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import AddressKind, ContactPoint
from orgs.queries.addresses import LINES
from orgs.rules.contact_labels import LABELS
from orgs.rules.roles import ROLES, possible_day
from orgs.rules.skills import LEVELS
from orgs.rules.social import MOST, NETWORKS, InvalidHandle, read_handle

EMPTY = ("", "–")
ADDRESS_LABELS = {
    "street": (_("Street and number"), 300),
    "city": (_("City"), 200),
    "region": (_("State or region"), 200),
    "postal_code": (_("Postal code"), 32),
    "country": (_("Country"), 100),
}
ROLE_PROBLEMS = {
    "day": _("Enter a day between 1900 and 2100."),
    "order": _("The last day is before the first. Change one of them."),
    "overlap": _(
        "They have this role in a part of that time already. Change the days, or remove the other entry first."
    ),
    "unknown": _("Choose a role."),
}


class AddressForm(forms.Form):
    """A further postal address."""

    kind = forms.ChoiceField(label=_("What kind of address?"), choices=[EMPTY, *AddressKind.choices])

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "address-%s")
        super().__init__(*args, **kwargs)
        for name in (line for line in LINES if line not in without):
            label, most = ADDRESS_LABELS[name]
            self.fields[name] = forms.CharField(label=label, max_length=most, required=False)
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in LINES):
            raise forms.ValidationError(_("Enter at least a city or a street."))
        return cleaned

    @property
    def lines(self) -> dict[str, str]:
        """The address as the action takes it."""
        return {name: self.cleaned_data.get(name, "") for name in LINES}


class SocialForm(forms.Form):
    """A name on a social network."""

    network = forms.ChoiceField(
        label=_("Network"), choices=[EMPTY, *((code, network.name) for code, network in NETWORKS.items())]
    )
    handle = forms.CharField(
        label=_("Name or link"), max_length=MOST, help_text=_("As in @ana, ana@mastodon.example, or the link to them.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "social-%s")
        super().__init__(*args, **kwargs)
        self.fields["handle"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("network") and cleaned.get("handle"):
            try:
                read_handle(cleaned["network"], cleaned["handle"])
            except InvalidHandle:
                self.add_error(
                    "handle", _("This is no name on that network. Copy the name or the link from their page.")
                )
        return cleaned


class RoleForm(forms.Form):
    """A role from and until."""

    role = forms.ChoiceField(label=_("Role"), choices=[EMPTY, *ROLES.items()])
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left empty: nobody knows since when."),
    )  # fmt: skip
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day. Left empty: still."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "role-%s")
        super().__init__(*args, **kwargs)

    def clean_since(self) -> date | None:
        return _possible(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _possible(self.cleaned_data["until"])


class RoleEndForm(forms.Form):
    """The last day of a role."""

    until = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean_until(self) -> date | None:
        return _possible(self.cleaned_data["until"])


class SkillForm(forms.Form):
    """Something the person can do, and how well."""

    name = forms.CharField(label=_("Skill"), max_length=100)
    level = forms.ChoiceField(label=_("How well?"), required=False, choices=[("", _("Unknown")), *LEVELS.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "skill-%s")
        super().__init__(*args, **kwargs)


class ContactNoteForm(forms.Form):
    """What an address or number is to the person, and whether it is right."""

    label = forms.ChoiceField(label=_("What is it?"), required=False, choices=[("", _("Unknown")), *LABELS.items()])
    preferred = forms.BooleanField(label=_("The one to use first"), required=False)
    wrong = forms.BooleanField(
        label=_("Wrong: it is somebody else's"), required=False, help_text=_("Nobody uses it any more.")
    )

    def __init__(self, *args: Any, point: ContactPoint, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"contact-{point.pk}-%s")
        kwargs.setdefault("initial", {"label": point.label, "preferred": point.preferred, "wrong": point.wrong})
        super().__init__(*args, **kwargs)


def _possible(day: date | None) -> date | None:
    if day is not None and not possible_day(day):
        raise forms.ValidationError(ROLE_PROBLEMS["day"])
    return day
