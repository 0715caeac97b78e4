"""Forms of tags, custom fields and their values."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.models import CustomField
from orgs.queries.custom_fields import Answer, kind_of
from orgs.rules.custom_values import LONGEST_TEXT, MOST_CHOICES, BadValue, Plain, as_words, read_value
from orgs.rules.labels import LONGEST, folded, tidy

TYPES = {
    "text": _("Text"),
    "number": _("Number"),
    "date": _("Date"),
    "yes_no": _("Yes or no"),
    "choice": _("One of several answers"),
    "choices": _("Any of several answers"),
}
APPLIES_TO = {"person": _("People"), "organization": _("Organizations"), "both": _("People and organizations")}
VISIBLE_TO = {
    "staff": _("Admins, organizers and fundraisers"),
    "organizers": _("Admins and organizers"),
    "fundraisers": _("Admins and fundraisers"),
    "admins": _("Admins alone"),
}


class TagForm(forms.Form):
    """A tag by its name, typed."""

    name = forms.CharField(label=_("Tag"), max_length=LONGEST)


class ChoicesField(forms.CharField):
    """Answers, one on each line; those that look alike count once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Answers"), required=False, max_length=25_000, widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("One on each line, in the order in which they are offered."), **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        lines = [tidy(line) for line in str(super().clean(value)).splitlines()]
        found = {folded(line): line for line in reversed(lines) if line}
        if len(found) > MOST_CHOICES:
            raise forms.ValidationError(_("Use at most %(most)s answers."), params={"most": MOST_CHOICES})
        return tuple(reversed(found.values()))


class FieldForm(forms.Form):
    """What a custom field is called, holds, and who sees it."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST, help_text=_("As on the form: “Shirt size”."))
    type = forms.ChoiceField(label=_("What is written there"), choices=[("", "–"), *TYPES.items()])
    choices = ChoicesField()
    applies_to = forms.ChoiceField(label=_("For whom"), choices=list(APPLIES_TO.items()), widget=forms.RadioSelect)
    visible_to = forms.ChoiceField(label=_("Who sees and changes it"), choices=list(VISIBLE_TO.items()))
    help = forms.CharField(
        label=_("What it is for"), max_length=300, required=False,
        help_text=_("Shown below the field: what you do with it. If you cannot say, do not ask for it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("type") in ("choice", "choices") and not cleaned.get("choices") and "choices" not in self.errors:
            self.add_error("choices", _("Write at least one answer."))
        if ":" in cleaned.get("name", ""):
            self.add_error("name", _("Leave the colon out of the name."))
        return cleaned


class RetypeForm(forms.Form):
    """The type that a field shall get, and for answers which."""

    to = forms.ChoiceField(label=_("New type"), choices=[("", "–"), *TYPES.items()])
    choices = ChoicesField()

    def __init__(self, *args: Any, field: CustomField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "–"), *((type_, name) for type_, name in TYPES.items() if type_ != field.type)
        ]  # fmt: skip
        self.fields["choices"].help_text = _(
            "One on each line. Left empty, the values that are there become the answers."
        )


class ValuesForm(forms.Form):
    """What one person has in the custom fields; the words are read by ``rules.custom_values``."""

    def __init__(self, *args: Any, answers: Sequence[Answer], fields: Sequence[CustomField], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {f"field-{field.pk}": kind_of(field) for field in fields}
        had = {answer.field.pk: answer for answer in answers}
        for field in fields:
            if field.pk in had:
                self.fields[f"field-{field.pk}"] = _value_field(field, had[field.pk])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.values: dict[int, list[Plain]] = {}
        for name in self.fields:
            given = cleaned.get(name)
            words = given if isinstance(given, list) else [given] if given else []
            try:
                self.values[int(name.removeprefix("field-"))] = [read_value(self.kinds[name], each) for each in words]
            except BadValue as problem:
                self.add_error(name, str(problem))
        return cleaned


def _value_field(field: CustomField, answer: Answer) -> forms.Field:
    told: dict[str, Any] = {"label": field.name, "required": False, "help_text": field.help}
    words = [as_words(value) for value in answer.values]
    labels = [(choice.label, choice.label) for choice in field.choices.all()]
    if field.type == "choices":
        return forms.MultipleChoiceField(choices=labels, widget=forms.CheckboxSelectMultiple, initial=words, **told)
    told["initial"] = words[0] if words else ""
    if field.type == "choice":
        return forms.ChoiceField(choices=[("", "–"), *labels], **told)
    if field.type == "yes_no":
        return forms.ChoiceField(choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], **told)
    kind = {"date": {"type": "date"}, "number": {"inputmode": "decimal"}}.get(field.type, {})
    return forms.CharField(
        max_length=LONGEST_TEXT, widget=forms.TextInput(attrs={"autocomplete": "off", **kind}), **told
    )
