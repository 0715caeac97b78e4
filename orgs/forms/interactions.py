"""Writing down what happened, and finding coverage again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.rules.interactions import (
    BY_HAND_KINDS,
    COVERAGE,
    KIND_NAMES,
    OUTCOME_NAMES,
    SENTIMENT_NAMES,
    WORDED,
    Details,
    day_problem,
    in_one_line,
    moment_of,
)

ANY = ("", _("Any"))
NOT_SAID = ("", _("Not said"))
LACKING = {
    "note": _("Write the note."),
    "press": _("Enter the title of the article."),
    "social": _("Say in a few words what was posted."),
}


class WordsForm(forms.Form):
    """What is said of an interaction: one line, and if wanted a longer text and how it ended."""

    summary = forms.CharField(
        label=_("In a few words"), max_length=300, required=False, help_text=_("Of press coverage: the title.")
    )
    body = forms.CharField(
        label=_("Longer note"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name a colleague with @ and they find it in their inbox: @Ana, or @Ana Díaz."),
    )  # fmt: skip
    outcome = forms.ChoiceField(label=_("How did it end?"), required=False, choices=[NOT_SAID, *OUTCOME_NAMES.items()])
    sentiment = forms.ChoiceField(label=_("Tone"), required=False, choices=[NOT_SAID, *SENTIMENT_NAMES.items()])
    topic = forms.CharField(label=_("Topic"), required=False, max_length=100)
    outlet = forms.CharField(
        label=_("Published in"), required=False, max_length=200, help_text=_("Newspaper, station or network.")
    )
    link = forms.CharField(label=_("Link"), required=False, max_length=500)
    ask = forms.TypedChoiceField(
        label=_("The ask it belonged to"), required=False, coerce=int, empty_value=None,
        help_text=_("What they were asked for, if this was about it."),
    )  # fmt: skip
    tell = forms.TypedMultipleChoiceField(
        label=_("Tell colleagues"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        names: Mapping[int, str] | None = None,
        asks: Mapping[int, str] | None = None,
        kind: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.written_kind = kind
        self.fields["ask"].choices = [("", _("None")), *(asks or {}).items()]  # type: ignore[attr-defined]
        self.fields["tell"].choices = list((names or {}).items())  # type: ignore[attr-defined]
        self.fields["link"].widget.attrs |= {"inputmode": "url", "placeholder": "https://"}
        self.fields["topic"].widget.attrs |= {"list": "topics", "autocomplete": "off"}
        self.fields["outlet"].widget.attrs["autocomplete"] = "off"

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"]).strip()
        if link and not _is_web_address(link):
            raise forms.ValidationError(_("Enter an address that begins with https:// or http://."))
        return link

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind", self.written_kind)
        if not cleaned.get("summary") and cleaned.get("body"):
            cleaned["summary"] = in_one_line(cleaned["body"])
        if kind in WORDED and not cleaned.get("summary"):
            self.add_error("summary", LACKING[kind])
        return cleaned

    @property
    def details(self) -> Details:
        """Everything beyond the one line, as the action takes it."""
        said = self.cleaned_data
        body = said["body"]
        return Details(
            body="" if body == said["summary"] else body,
            outcome=said["outcome"],
            sentiment=said["sentiment"],
            topic=said["topic"],
            outlet=said["outlet"],
            link=said["link"],
            ask_id=said["ask"],
            tell=tuple(said["tell"]),
        )


class InteractionForm(WordsForm):
    """What happened: a kind, and if wanted words and a day. No kind is chosen beforehand."""

    kind = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        choices=[(kind, KIND_NAMES[kind]) for kind in BY_HAND_KINDS],
    )
    day = forms.DateField(label=_("When, if not today"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    field_order = ["kind", "summary", "day"]

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        problem = day_problem(day, timezone.localdate()) if day is not None else None
        if problem:
            raise forms.ValidationError(problem)
        return day

    @property
    def occurred_at(self) -> datetime | None:
        """Noon of the day entered; nothing for today."""
        return moment_of(self.cleaned_data["day"], timezone.localdate())


class CoverageForm(forms.Form):
    """The filters of the coverage, kept in the URL."""

    q = forms.CharField(label=_("Words or journalist"), required=False, max_length=200)
    outlet = forms.ChoiceField(label=_("Published in"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    sentiment = forms.ChoiceField(label=_("Tone"), required=False, choices=[ANY, *SENTIMENT_NAMES.items()])
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[ANY, *((kind, KIND_NAMES[kind]) for kind in COVERAGE)]
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, outlets: Sequence[str], topics: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, values in (("outlet", outlets), ("topic", topics)):
            self.fields[name].choices = [ANY, *((value, value) for value in values)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs["type"] = "search"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning. Exchange the two days."))
        return cleaned


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(each.isspace() for each in link)
