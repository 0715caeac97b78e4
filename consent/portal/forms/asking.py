"""What a person asks an organization for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

ALL = "all"
FIELDS = (
    ("given_name", _("First name")),
    ("family_name", _("Family name")),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("street", _("Street")),
    ("city", _("Town")),
    ("postal_code", _("Postal code")),
    ("language", _("Language")),
    ("birth_date", _("Date of birth")),
    ("other", _("Something else")),
)


class AskingForm(forms.Form):
    """Of which organization, or of all of them; none is chosen in advance."""

    whom = forms.ChoiceField(
        label=_("Which group?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a group."), "invalid_choice": _("Choose one of the groups on the page.")},
    )

    def __init__(self, *args: Any, holders: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = holders
        everybody = [(ALL, _("All groups that have my details"))] if len(holders) > 1 else []
        choices = [*((str(id), name) for id, name in holders.items()), *everybody]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]

    @property
    def organizations(self) -> list[int]:
        """Those who were chosen."""
        whom = self.cleaned_data["whom"]
        return list(self.holders) if whom == ALL else [int(whom)]

    @property
    def everywhere(self) -> bool:
        """Whether everybody was chosen."""
        return bool(self.cleaned_data["whom"] == ALL)

    @property
    def wanted(self) -> dict[str, str]:
        """A correction: the new value by field."""
        return {}

    @property
    def words(self) -> str:
        """In the person's own words."""
        return str(self.cleaned_data.get("detail", ""))


class WordsForm(AskingForm):
    """With something to say."""

    detail = forms.CharField(
        label=_("What happened, or what do you want?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Say in a few words what it is about."),
            "max_length": _("Please say it in at most 2,000 letters."),
        },
    )


class CorrectionForm(AskingForm):
    """What is wrong, and how it should be."""

    what = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=FIELDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong."), "invalid_choice": _("Choose one from the page.")},
    )
    value = forms.CharField(
        label=_("How should it be?"),
        max_length=300,
        error_messages={
            "required": _("Write how it should be."),
            "max_length": _("Please write at most 300 letters."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("what") == "email" and cleaned.get("value"):
            try:
                validate_email(cleaned["value"])
            except ValidationError:
                self.add_error("value", _("This is not an e-mail address. Write it like name@example.org."))
        return cleaned

    @property
    def wanted(self) -> dict[str, str]:
        """The new value by field; what is no field goes into the words."""
        what = self.cleaned_data["what"]
        return {} if what == "other" else {what: self.cleaned_data["value"]}

    @property
    def words(self) -> str:
        """What is no field of a record, in the person's own words."""
        return str(self.cleaned_data["value"]) if self.cleaned_data["what"] == "other" else ""


FORMS: dict[str, type[AskingForm]] = {
    "correct": CorrectionForm,
    "erase": AskingForm,
    "complain": WordsForm,
    "access": AskingForm,
}
