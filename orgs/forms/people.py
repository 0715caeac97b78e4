"""Forms about people."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coalition.platform.keys import ContactKind, InvalidContact, normalise_email, normalise_phone
from orgs.models import Interaction
from orgs.rules.ages import possible_birthday
from orgs.rules.reasons_to_show import REASONS_TO_SHOW

KIND_NAMES = {
    "call": _("Phone call"),
    "mail": _("E-mail"),
    "text": _("Text message"),
    "meeting": _("Meeting"),
    "event": _("Event"),
    "petition": _("Petition"),
    "gift": _("Gift"),
    "shift": _("Volunteer shift"),
    "note": _("Note"),
}
REACH = [("", _("Any")), ("phone", _("Phone")), ("email", _("E-mail")), ("none", _("Neither"))]

MAY = [("", _("Any")), ("phone", _("By calls")), ("sms", _("By text message")), ("email", _("By e-mail"))]


class PeopleFilterForm(forms.Form):
    """The filters of the list, kept in the URL."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    interest = forms.ChoiceField(label=_("Interest"), required=False)
    city = forms.ChoiceField(label=_("City"), required=False)
    reach = forms.ChoiceField(label=_("Can be reached by"), required=False, choices=REACH)
    may = forms.ChoiceField(label=_("May be contacted by us"), required=False, choices=MAY)
    segment = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, interests: list[str], cities: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in (("interest", interests), ("city", cities)):
            given = str(self.data.get(name, ""))
            shown = values if not given or given in values else [*values, given]
            self.fields[name].choices = [("", _("Any")), *((value, value) for value in shown)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs |= {"type": "search", "placeholder": _("Name")}


class FactsForm(forms.Form):
    """What is known of a person, without contact points."""

    given_name = forms.CharField(label=_("First name"), max_length=200, required=False)
    family_name = forms.CharField(label=_("Last name"), max_length=200, required=False)
    honorific = forms.CharField(label=_("Form of address"), max_length=50, required=False, help_text=_("Ms., Mr., Dr."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    street = forms.CharField(label=_("Street and number"), max_length=300, required=False)
    city = forms.CharField(label=_("City"), max_length=200, required=False)
    region = forms.CharField(label=_("State or region"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=32, required=False)
    country = forms.CharField(label=_("Country"), max_length=100, required=False)
    birth_date = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}),
        help_text=_("Whoever is under 18 is never shared, and contacted only with a guardian’s consent."),
    )  # fmt: skip
    job_title = forms.CharField(label=_("Job title"), max_length=200, required=False)
    interests = forms.CharField(
        label=_("Interests"), required=False, max_length=1000, help_text=_("Separate several with commas.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone in your organization who may see people reads this."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = str(self.data.get("language", "") or self.initial.get("language", ""))
        choices = [("", _("Unknown")), *settings.LANGUAGES]
        known = {code for code, _name in settings.LANGUAGES} | {""}
        self.fields["language"].choices = choices if given in known else [*choices, (given, given)]  # type: ignore[attr-defined]
        for name in ("given_name", "family_name", "street", "city", "region", "postal_code", "country"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and not possible_birthday(born, timezone.localdate()):
            raise forms.ValidationError(_("Enter a birthday that is not in the future and not over 120 years ago."))
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("given_name") and not cleaned.get("family_name"):
            raise forms.ValidationError(_("Enter a first or a last name."))
        return cleaned

    @property
    def facts(self) -> dict[str, str | date | None]:
        """The facts as the action takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name in self._facts()}

    @property
    def interest_names(self) -> list[str]:
        """The topics, apart."""
        return [name.strip()[:100] for name in self.cleaned_data["interests"].split(",") if name.strip()]

    @staticmethod
    def _facts() -> set[str]:
        return set(FactsForm.base_fields) - {"interests"}


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


class InteractionForm(forms.Form):
    """What happened: a kind, and if wanted words and a day."""

    kind = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    summary = forms.CharField(label=_("In a few words"), max_length=300, required=False)
    day = forms.DateField(label=_("When, if not today"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, KIND_NAMES[kind]) for kind in Interaction.Kind.values]  # type: ignore[attr-defined]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day is not None and not day.year >= 1970:
            raise forms.ValidationError(_("Enter a day after 1970."))
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter today or an earlier day."))
        return day

    @property
    def occurred_at(self) -> datetime | None:
        """Noon of the day entered; nothing for today."""
        day = self.cleaned_data["day"]
        if day is None or day == timezone.localdate():
            return None
        return datetime.combine(day, time(12), tzinfo=UTC)
