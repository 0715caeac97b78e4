"""Forms for the facts of a person or an organization: the essentials, and more."""

from collections.abc import Collection
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.models import AddressKind
from orgs.rules.ages import possible_birthday
from orgs.rules.languages import read_languages, write_languages
from orgs.rules.words import listed

UNTOUCHED = ("given_name", "preferred_name", "family_name", "pronouns", "street", "city", "region", "postal_code",
             "country", "languages", "time_zone")  # fmt: skip


class FactsForm(forms.Form):
    """What is known of a person, without contact points."""

    given_name = forms.CharField(label=_("First name"), max_length=200, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=200, required=False)
    preferred_name = forms.CharField(
        label=_("Goes by"), max_length=200, required=False, help_text=_("The name they like to be called by.")
    )
    pronouns = forms.CharField(label=_("Pronouns"), max_length=50, required=False, help_text=_("she/her, they/them"))
    city = forms.CharField(label=_("City"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=32, required=False)
    interests = forms.CharField(
        label=_("Interests"), required=False, max_length=1000, help_text=_("Separate several with commas.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone in your organization who may see people reads this."),
    )  # fmt: skip
    honorific = forms.CharField(label=_("Form of address"), max_length=50, required=False, help_text=_("Ms., Mr., Dr."))
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    birth_date = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}),
        help_text=_("Whoever is under 18 is never shared, and contacted only with a guardian’s consent."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("We write in"), required=False)
    languages = forms.CharField(
        label=_("Languages they speak"), required=False, max_length=500, help_text=_("Separate several with commas.")
    )
    time_zone = forms.CharField(
        label=_("Time zone"), required=False, max_length=64,
        help_text=_("As in Europe/Madrid. Left empty, their number says it."),
        widget=forms.TextInput(attrs={"list": "time-zones"}),
    )  # fmt: skip
    address_kind = forms.ChoiceField(
        label=_("What kind of address?"), required=False, choices=[("", _("Unknown")), *AddressKind.choices]
    )
    street = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    region = forms.CharField(label=_("State or region"), max_length=200, required=False)
    country = forms.CharField(label=_("Country"), max_length=100, required=False)

    more = ("honorific", "job_title", "birth_date", "language", "languages", "time_zone",
            "address_kind", "street", "region", "country")  # fmt: skip

    def __init__(self, *args: Any, without: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in without:  # what the organization does not collect any more
            self.fields.pop(name, None)
        given = str(self.data.get("language", "") or self.initial.get("language", ""))
        choices = [("", _("Unknown")), *settings.LANGUAGES]
        known = {code for code, _name in settings.LANGUAGES} | {""}
        self.fields["language"].choices = choices if given in known else [*choices, (given, given)]  # type: ignore[attr-defined]
        if isinstance(self.initial.get("languages"), list):
            self.initial["languages"] = write_languages(self.initial["languages"])
        for name in UNTOUCHED:
            if name in self.fields:
                self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("given_name", "preferred_name", "family_name", "note"):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"

    def clean_languages(self) -> list[str]:
        return read_languages(self.cleaned_data["languages"])

    def clean_time_zone(self) -> str:
        return read_zone(self.cleaned_data["time_zone"])

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and not possible_birthday(born, timezone.localdate()):
            raise forms.ValidationError(_("Enter a birthday that is not in the future and not over 120 years ago."))
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("given_name", "family_name", "preferred_name")):
            raise forms.ValidationError(_("Enter a first or a last name."))
        return cleaned

    @property
    def facts(self) -> dict[str, str | date | list[str] | None]:
        """The facts as the action takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "interests"}

    @property
    def interest_names(self) -> list[str]:
        """The topics, apart."""
        return [name[:100] for name in listed(self.cleaned_data["interests"], ",")]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """What stands under "More"."""
        return [self[name] for name in self.more if name in self.fields]

    @property
    def more_is_wrong(self) -> bool:
        """Whether something under "More" is to be mended."""
        return any(name in self.errors for name in self.more) if self.is_bound else False


class OrganizationFactsForm(FactsForm):
    """What is known of an organization: it has one name, and nothing that only people have."""

    family_name = forms.CharField(label=_("Name of the organization"), max_length=200)
    given_name = preferred_name = pronouns = honorific = job_title = birth_date = None  # type: ignore[assignment]


def read_zone(written: str) -> str:
    """The time zone as the database of zones writes it. Raises ValidationError."""
    wanted = written.strip().replace(" ", "_").lower()
    found = {zone.lower(): zone for zone in available_timezones()}
    if wanted and wanted not in found:
        raise forms.ValidationError(_("No such time zone. Enter one as in America/New_York or Europe/Madrid."))
    return found[wanted] if wanted else ""


def zones_to_choose() -> list[str]:
    """The zones that are named after places, in order."""
    places = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return sorted(zone for zone in available_timezones() if zone.startswith(places) and zone.count("/") == 1)
