"""The editor of a form: its texts, what it collects, whom it names."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consent.capture.models import Form
from consent.capture.rules.definition import FIELDS, IDENTIFIER, LANGUAGES, OFF, OPTIONAL, REQUIRED, Definition

KIND_NAMES = {
    Form.Kind.SIGN_UP: _("Sign-up: people join your list"),
    Form.Kind.PREFERENCES: _("Preferences: people on your list say what they want to hear and offer"),
    Form.Kind.CAMPAIGN: _("Campaign opt-in: people agree to hear about one campaign"),
    Form.Kind.COALITION: _("Coalition opt-in: people agree to hear from other organizations, named one by one"),
}
FIELD_NAMES = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "postcode": _("Postal code"),
    "language": _("Language"),
    "birthday": _("Birthday"),
    "interests": _("Interests"),
    "skills": _("Skills"),
    "preferred": _("How they like to be reached"),
}
CHANNEL_NAMES = {"email": _("E-mail"), "phone": _("Phone calls"), "sms": _("Text messages")}
LANGUAGE_NAMES = {"en": _("English"), "es": _("Spanish")}
LACKING = {
    "title-en": _("Give the form an English title."),
    "title-es": _("Give the form a Spanish title."),
    "notice-en": _("Write the English notice."),
    "notice-es": _("Write the Spanish notice."),
    "identifier": _("Ask for the e-mail or the phone: without one nothing can be confirmed."),
    "purpose": _("Ask at least one question: choose a channel, or sharing."),
    "field-email": _("You ask to send e-mail: switch the field for the e-mail on."),
    "field-phone": _("You ask to call or to text: switch the field for the phone on."),
    "idle-phone": _(
        "You ask for the phone, and no question needs it: ask to call or to text, or switch the field off."
    ),
    "texts": _(
        "You ask for the phone, and texts cannot be sent from here, so nobody could prove a number. Change the form:"
        " it then asks for the e-mail alone."
    ),
    "recipients": _("Name the organizations that people agree to. They must be in a coalition with you."),
}
LIST = re.compile(r"[,\n;]+")
MOST_LINES = 20


class CreateForm(forms.Form):
    """The kind and a title; the rest comes in the editor."""

    kind = forms.ChoiceField(label=_("What is the form for?"), widget=forms.RadioSelect)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120)
    campaign = forms.TypedChoiceField(
        label=_("Campaign"), required=False, coerce=int, empty_value=None,
        help_text=_("For a campaign opt-in: the campaign that people agree to hear about."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Sequence[Form.Kind], campaigns: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, KIND_NAMES[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["campaign"].choices = [("", _("None")), *campaigns]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Form.Kind.CAMPAIGN and not cleaned.get("campaign") and "campaign" not in self.errors:
            self.add_error("campaign", _("Choose the campaign. If there is none, the coordinator creates it first."))
        return cleaned

    @property
    def title(self) -> dict[str, str]:
        """The title by language."""
        return {each: self.cleaned_data[f"title_{each}"] for each in LANGUAGES}


class EditorForm(forms.Form):
    """Everything that a draft says. Cleaned: ``definition``."""

    def __init__(
        self, *args: Any, definition: Definition, names: Mapping[int, str], collects: Sequence[str], texts: bool,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.collects = [name for name in collects if texts or name != "phone"]
        for language in LANGUAGES:
            self._add_texts(language, definition)
        for name in self.collects:
            self.fields[f"field_{name}"] = forms.ChoiceField(
                label=FIELD_NAMES[name], widget=forms.RadioSelect, initial=definition.fields.get(name, OFF),
                choices=[(OFF, _("Not asked")), (OPTIONAL, _("Optional")), (REQUIRED, _("Required"))],
            )  # fmt: skip
        channels = {each: name for each, name in CHANNEL_NAMES.items() if IDENTIFIER[each] in self.collects}
        self.fields["channels"] = _several(_("Ask whether they may be contacted by"), channels, definition.channels)
        self._add_recipients(definition, names)
        self._add_lists(definition)

    def _add_texts(self, language: str, definition: Definition) -> None:
        told = LANGUAGE_NAMES[language]
        self.fields[f"title_{language}"] = forms.CharField(
            label=format_lazy("{} ({})", _("Title"), told), max_length=120, initial=definition.title.get(language, "")
        )
        self.fields[f"introduction_{language}"] = forms.CharField(
            label=format_lazy("{} ({})", _("Introduction"), told), max_length=2000, required=False,
            widget=forms.Textarea(attrs={"rows": 3}), initial=definition.introduction.get(language, ""),
        )  # fmt: skip
        self.fields[f"notice_{language}"] = forms.CharField(
            label=format_lazy("{} ({})", _("Notice"), told), max_length=5000,
            widget=forms.Textarea(attrs={"rows": 6}), initial=definition.notice.get(language, ""),
        )  # fmt: skip

    def _add_recipients(self, definition: Definition, names: Mapping[int, str]) -> None:
        stay = [each for each in definition.recipients if each in names]
        self.fields["recipients"] = _several(_("Organizations that the form names"), names, stay, coerce=int)
        asked = [name for name in ("share", "match") if getattr(definition, name)]
        self.fields["passing"] = _several(
            _("Ask whether these organizations may"),
            {
                "share": _("be given the person's name and how to reach them"),
                "match": _("be told who is on whose list"),
            },
            asked,
        )
        self.fields["ask_each"] = forms.ChoiceField(
            label=_("How people answer for these organizations"), widget=forms.RadioSelect,
            choices=[("each", _("One answer for each")), ("all", _("One answer for all that are listed"))],
            initial="each" if definition.ask_each else "all",
        )  # fmt: skip

    def _add_lists(self, definition: Definition) -> None:
        for name, label, text in (
            ("topics", _("Topics to choose from"), _("Separate several with commas.")),
            ("skills", _("Skills to choose from"), _("Separate several with commas.")),
            (
                "frame_sites",
                _("Websites that may show the form in a frame"),
                _("One on each line, like https://example.org"),
            ),
            (
                "return_urls",
                _("Pages to return to after a form on your own website"),
                _("One on each line, with https://"),
            ),
        ):
            value = getattr(definition, name)
            self.fields[name] = forms.CharField(
                label=label, help_text=text, required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=("\n" if "_" in name else ", ").join(value),
            )  # fmt: skip

    def clean_topics(self) -> tuple[str, ...]:
        return _names(self.cleaned_data["topics"])

    def clean_skills(self) -> tuple[str, ...]:
        return _names(self.cleaned_data["skills"])

    def clean_frame_sites(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["frame_sites"], only_origin=True)

    def clean_return_urls(self) -> tuple[str, ...]:
        return _lines(self.cleaned_data["return_urls"], only_origin=False)

    @property
    def definition(self) -> Definition:
        """The draft as it was filled in."""
        given = self.cleaned_data
        texts: dict[str, Any] = {
            name: {each: given[f"{name}_{each}"].replace("\r\n", "\n").strip() for each in LANGUAGES}
            for name in ("title", "introduction", "notice")
        }
        return Definition(
            **texts,
            fields={name: given[f"field_{name}"] for name in FIELDS if name in self.collects},
            channels=tuple(given["channels"]),
            recipients=tuple(given["recipients"]),
            share="share" in given["passing"],
            match="match" in given["passing"],
            ask_each=given["ask_each"] == "each",
            **{name: given[name] for name in ("topics", "skills", "frame_sites", "return_urls")},
        )


def _several(label: Any, names: Mapping[Any, Any], chosen: Sequence[Any], coerce: Any = str) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=label, required=False, coerce=coerce, choices=list(names.items()), initial=list(chosen),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def _names(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(" ".join(each.split())[:100] for each in LIST.split(text) if each.strip()))
    if len(found) > MOST_LINES:
        raise forms.ValidationError(_("At most %(most)s.") % {"most": MOST_LINES})
    return found


def _lines(text: str, *, only_origin: bool) -> tuple[str, ...]:
    found = []
    for line in text.split():
        parts = _parts(line)
        if parts is None or (only_origin and parts.path not in {"", "/"}):
            raise forms.ValidationError(
                _("“%(line)s” is not an address that begins with https://.") % {"line": line[:80]}
            )
        found.append(f"https://{parts.netloc.lower()}" if only_origin else line)
    if len(found) > MOST_LINES:
        raise forms.ValidationError(_("At most %(most)s.") % {"most": MOST_LINES})
    return tuple(dict.fromkeys(found))


def _parts(line: str) -> SplitResult | None:
    try:
        parts = urlsplit(line)
        port = parts.port
    except ValueError:  # brackets, letters or ports that no address has
        return None
    plain = not (parts.username or parts.password or parts.fragment) and not re.search(r"[;,'\"<>\\]", line)
    return parts if parts.scheme == "https" and parts.hostname and plain and port != 0 else None
