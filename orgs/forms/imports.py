"""Forms of an import: the upload, and the columns with what these people agreed to."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.models import Coalition, Import
from orgs.rules.columns import FIELDS, Match, problems_of
from orgs.rules.statements import (
    CHANNELS,
    MAX_NOTICE,
    MAX_TEXT,
    Attestation,
    BadStatement,
    Basis,
    Statement,
    names,
    past_date,
)

UNDECIDED = "?"


class UploadForm(forms.Form):
    """A spreadsheet. What is in it is looked at by the action."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("A .csv, .xlsx or .ods file with one row for each person and one row of headings."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods"}),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> Any:
        """The file, unless it is too large to be taken."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            megabytes = settings.IMPORT_MAX_BYTES // 1_048_576
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it into several files, each with the headings."),
                params={"limit": megabytes},
            )
        return file


class ColumnsForm(forms.Form):
    """A field for each column, a basis for each channel, an attestation for sharing. Nothing is filled in ahead."""

    def __init__(
        self,
        *args: Any,
        batch: Import,
        matches: Sequence[Match],
        coalitions: Sequence[Coalition],
        without: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.matches, self.coalitions = matches, coalitions
        for index, match in enumerate(matches):
            self.fields[f"column-{index}"] = _column_field(match, batch, without)
        for channel, name in CHANNELS.items():
            self._add_basis(channel, str(name), batch)
        self._add_attestation(batch, coalitions)

    def _add_basis(self, channel: str, name: str, batch: Import) -> None:
        stated = (batch.consent.get("basis") or {}).get(channel) or {}
        self.fields[f"how-{channel}"] = forms.CharField(
            label=_("%(channel)s: how did they agree?") % {"channel": name},
            required=False,
            max_length=MAX_TEXT,
            initial=stated.get("how", ""),
            help_text=_("For example: membership form; sign-up sheet at our meetings."),
        )
        self.fields[f"since-{channel}"] = forms.CharField(
            label=_("%(channel)s: since when?") % {"channel": name},
            required=False,
            initial=stated.get("since", ""),
            widget=forms.DateInput(attrs={"type": "date"}),
        )

    def _add_attestation(self, batch: Import, coalitions: Sequence[Coalition]) -> None:
        stated = batch.consent.get("attestation") or {}
        self.fields["coalition"] = forms.TypedChoiceField(
            label=_("Coalition that the form names"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("None")), *((each.pk, each.name) for each in coalitions)],
            initial=stated.get("coalition") or "",
        )
        self.fields["form"] = forms.CharField(
            label=_("Name of the form they filled in"),
            required=False,
            max_length=MAX_TEXT,
            initial=stated.get("form", ""),
        )
        self.fields["date"] = forms.CharField(
            label=_("Date of the form"),
            required=False,
            initial=stated.get("date", ""),
            widget=forms.DateInput(attrs={"type": "date"}),
        )
        self.fields["notice"] = forms.CharField(
            label=_("What the form says, word for word"),
            required=False,
            max_length=MAX_NOTICE,
            initial=stated.get("notice", ""),
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def clean(self) -> dict[str, Any]:
        """Adds ``columns`` and ``statement``."""
        cleaned = super().clean() or {}
        columns = {match.heading: cleaned.get(f"column-{index}", "") for index, match in enumerate(self.matches)}
        if not self.errors:
            self._check_columns(columns)
        cleaned["columns"] = columns
        cleaned["statement"] = Statement(self._basis(cleaned), self._attestation(cleaned))
        return cleaned

    def _check_columns(self, columns: dict[str, str]) -> None:
        for code, name in problems_of(columns):
            if code == "nobody":
                self.add_error(None, _("Choose a column for the name, the e-mail, the phone or the ID of each person."))
            elif code == "twice":
                index = [match.heading for match in self.matches if columns[match.heading] == name][-1]
                position = [match.heading for match in self.matches].index(index)
                self.add_error(
                    f"column-{position}",
                    _("Two columns go to “%(field)s”. Choose one of them.") % {"field": FIELDS[name]},
                )

    def _basis(self, cleaned: dict[str, Any]) -> dict[str, Basis]:
        basis = {}
        for channel in CHANNELS:
            how, since = (cleaned.get(f"{part}-{channel}", "").strip() for part in ("how", "since"))
            if since and not how:
                self.add_error(f"how-{channel}", _("Say how they agreed, or leave the date empty."))
            if how:
                basis[channel] = Basis(how, self._past(since, f"since-{channel}", "since") if since else "")
        return basis

    def _attestation(self, cleaned: dict[str, Any]) -> Attestation | None:
        parts = {name: (cleaned.get(name) or "").strip() for name in ("form", "date", "notice")}
        if not any(parts.values()) and not cleaned.get("coalition"):
            return None
        for name in ("form", "notice"):
            if not parts[name]:
                self.add_error(name, str(BadStatement(name)))
        for chosen in self.coalitions:
            if chosen.pk == cleaned.get("coalition") and parts["notice"] and not names(parts["notice"], chosen.name):
                self.add_error("notice", str(BadStatement("unnamed")))
        return Attestation(
            parts["form"], self._past(parts["date"], "date", "date"), parts["notice"], cleaned.get("coalition")
        )

    def _past(self, text: str, name: str, code: str) -> str:
        try:
            return past_date(text, timezone.localdate(), code=code)
        except BadStatement as error:
            self.add_error(name, str(error))
            return ""


def _column_field(match: Match, batch: Import, without: Collection[str]) -> forms.ChoiceField:
    asked = bool(match.candidates) and not batch.consent and not batch.columns.get(match.heading)
    choices: list[tuple[str, Any]] = [
        ("", _("Do not import")),
        *((name, words) for name, words in FIELDS.items() if name not in without),
    ]
    if asked:
        choices.insert(0, (UNDECIDED, _("Choose…")))
    return _Column(
        label=match.heading,
        required=False,
        choices=choices,
        initial=UNDECIDED if asked else batch.columns.get(match.heading, ""),
    )


class _Column(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        if value == UNDECIDED:
            raise forms.ValidationError(_("Choose a field for “%(heading)s”.") % {"heading": self.label})
        return super().clean(value)
