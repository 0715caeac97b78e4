"""Forms of data requests. Nothing is chosen in advance."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.requests.models import DataRequest
from consent.requests.rules.words import EXTENSIONS, FACTS, REFUSALS, refusal_in_words

OWN_WORDS = 4_000
LETTER = 60_000
BY_TEXT = ("mail", _("Text them a link to where the answer stands (we have only a number of theirs)"))
WAYS = [("mail", _("Mail it to the person's e-mail address")), ("post", _("I print it and send it by post"))]
CORRECTABLE = (
    "given_name", "family_name", "honorific", "street", "city", "region", "postal_code", "country", "email", "phone",
)  # fmt: skip


class EnterForm(forms.Form):
    """A request that came by letter, mail, phone or in person."""

    kind = forms.ChoiceField(label=_("What they ask"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect)
    via = forms.ChoiceField(
        label=_("How it reached us"),
        choices=[each for each in DataRequest.Via.choices if each[0] != "portal"],
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(
        label=_("Day it arrived"),
        help_text=_("The time to answer runs from this day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    identity = forms.ChoiceField(
        label=_("How you know that it is this person"),
        choices=[each for each in DataRequest.Identity.choices if each[0] != "portal"],
        widget=forms.RadioSelect,
        help_text=_("Nothing is given out or deleted before this is known."),
    )
    language = forms.ChoiceField(
        label=_("Language of the answer"), choices=[("en", "English"), ("es", "Español")], widget=forms.RadioSelect
    )
    detail = forms.CharField(
        label=_("What they wrote or said"),
        required=False,
        max_length=OWN_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field = forms.ChoiceField(
        label=_("To correct: what"), required=False, choices=[("", "–"), *((name, FACTS[name]) for name in CORRECTABLE)]
    )
    value = forms.CharField(label=_("To correct: the right value"), required=False, max_length=300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Enter the day on which the request arrived."))
        if (self.today - day).days > 3 * 366:
            raise forms.ValidationError(_("More than three years ago. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == DataRequest.Kind.CORRECT and not cleaned.get("detail"):
            if not cleaned.get("field"):
                self.add_error("field", _("Choose what is to be corrected, or write it down in their words."))
            elif not cleaned.get("value"):
                self.add_error("value", _("Enter the right value."))
        return cleaned

    @property
    def wanted(self) -> dict[str, str]:
        """The corrected value by field."""
        name, value = self.cleaned_data.get("field"), self.cleaned_data.get("value", "").strip()
        return {name: value} if name and value and self.cleaned_data["kind"] == DataRequest.Kind.CORRECT else {}


class LetterForm(forms.Form):
    """The letter and the way it goes: by post alone where ``by_post_because`` says why."""

    letter = forms.CharField(
        label=_("Letter"), strip=False, max_length=LETTER, widget=forms.Textarea(attrs={"rows": 18})
    )
    way = forms.ChoiceField(label=_("How it reaches them"), choices=WAYS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, by_post_because: Any = "", by_text: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_text:
            self.fields["way"].choices = [BY_TEXT, WAYS[1]]  # type: ignore[attr-defined]
        if by_post_because:
            self.fields["way"].choices = WAYS[1:]  # type: ignore[attr-defined]
            self.fields["way"].help_text = by_post_because


class RefusalForm(forms.Form):
    """The legal reason for a refusal."""

    reason = forms.ChoiceField(label=_("Legal reason"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(code, refusal_in_words(code, country)) for code in REFUSALS]
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """Why more time is needed."""

    reason = forms.ChoiceField(label=_("Reason"), choices=list(EXTENSIONS.items()), widget=forms.RadioSelect)


class IdentityForm(forms.Form):
    """How the person was recognised, and which of our people they are."""

    identity = forms.ChoiceField(
        label=_("How you know that it is this person"),
        choices=[each for each in DataRequest.Identity.choices if each[0] not in {"portal", "unchecked"}],
        widget=forms.RadioSelect,
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Which of these is the person?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They share the address. Tick only whoever asked."),
    )

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], ask_identity: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ask_identity:
            del self.fields["identity"]
        if candidates:
            self.fields["people"].choices = candidates  # type: ignore[attr-defined]
        else:
            del self.fields["people"]


class LookalikeForm(forms.Form):
    """Further records of the same person."""

    people = forms.TypedMultipleChoiceField(
        label=_("Which of these are the same person?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They have the same name. Tick a record only if you are sure: it is answered, or deleted, as well."
        ),
    )

    def __init__(self, *args: Any, candidates: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.somebody = bool(candidates)
        self.fields["people"].choices = candidates  # type: ignore[attr-defined]
