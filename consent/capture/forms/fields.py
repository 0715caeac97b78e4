"""The fields that a form may collect, each as it is asked for."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.capture.rules.definition import Definition

NEEDED = _("Fill this in: the form needs it.")


def _text(label: Any, required: bool, most: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs=attrs),
        error_messages={"required": NEEDED},
    )


def _name(definition: Definition, required: bool) -> dict[str, forms.Field]:
    return {
        "given_name": _text(_("First name"), required, 200, autocomplete="given-name"),
        "family_name": _text(_("Last name"), required, 200, autocomplete="family-name"),
    }


def _email(definition: Definition, required: bool) -> dict[str, forms.Field]:
    return {
        "email": _text(
            _("E-mail"),
            required,
            254,
            autocomplete="email",
            inputmode="email",
            autocapitalize="none",
            spellcheck="false",
        )
    }


def _phone(definition: Definition, required: bool) -> dict[str, forms.Field]:
    return {"phone": _text(_("Phone"), required, 40, type="tel", autocomplete="tel")}


def _postcode(definition: Definition, required: bool) -> dict[str, forms.Field]:
    return {"postcode": _text(_("Postal code"), required, 32, autocomplete="postal-code")}


def _language(definition: Definition, required: bool) -> dict[str, forms.Field]:
    choices = [("", _("Choose…")), ("en", "English"), ("es", "Español")]
    return {"language": forms.ChoiceField(label=_("Language you prefer"), required=required, choices=choices)}


def _birthday(definition: Definition, required: bool) -> dict[str, forms.Field]:
    field = forms.DateField(
        label=_("Birthday"), required=required, widget=forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": NEEDED, "invalid": _("Write the day like 2001-12-31: year, month, day.")},
    )  # fmt: skip
    return {"birthday": field}


def _choices(name: str, label: Any, values: tuple[str, ...], required: bool) -> dict[str, forms.Field]:
    if not values:
        return {}
    field = forms.MultipleChoiceField(
        label=label, required=required, choices=[(each, each) for each in values], widget=forms.CheckboxSelectMultiple
    )
    return {name: field}


def _preferred(definition: Definition, required: bool) -> dict[str, forms.Field]:
    choices = [("email", _("E-mail")), ("phone", _("Phone calls")), ("sms", _("Text messages"))]
    field = forms.ChoiceField(
        label=_("How do you like to be reached?"), required=required, choices=choices, widget=forms.RadioSelect
    )
    return {"preferred": field}


FIELDS: dict[str, Callable[[Definition, bool], dict[str, forms.Field]]] = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "postcode": _postcode,
    "language": _language,
    "birthday": _birthday,
    "interests": lambda each, required: _choices("interests", _("Topics you care about"), each.topics, required),
    "skills": lambda each, required: _choices("skills", _("What you could help with"), each.skills, required),
    "preferred": _preferred,
}
