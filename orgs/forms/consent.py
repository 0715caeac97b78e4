"""Forms about consent: what was said, what a guardian signed, what is reported, and the day one asks about."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.queries.consent import start_of_day
from orgs.rules.answers import CHANNELS, Answer
from orgs.rules.consent_words import AUTHORITIES
from orgs.rules.passing import PURPOSES, Passing

CHANNEL_CHOICES = [
    ("phone", _("Calls")),
    ("sms", _("Text messages")),
    ("email", _("E-mail")),
    ("post", _("Letters")),
    ("visit", _("Visits")),
]
ANSWER_CHOICES = [
    ("yes", _("Yes: they agree to hear from us by the channels below")),
    ("no", _("No: they do not want to hear from us by the channels below")),
    ("stop", _("Stop: they want nothing from us any more, by any channel")),
    ("nobody", _("Nobody: no organization may contact them (only with a paper that they signed)")),
]
PASSING_ANSWERS = [("yes", _("Yes, they agree")), ("no", _("No, they do not want it"))]
PASSING_CHOICES = [
    ("share", _("Their name and how to reach them are passed on to other organizations")),
    ("match", _("Other organizations are told that the person is on several lists")),
]
METHOD_CHOICES = [("spoken", _("In a conversation")), ("call", _("In a call")), ("paper", _("On paper, signed"))]
EARLIEST = 1970


class DayField(forms.DateField):
    """A day that is not still to come."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}), **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter today or an earlier day."))
        if day is not None and day.year < EARLIEST:
            raise forms.ValidationError(_("Enter a day after 1970."))
        return day


class WordsMixin(forms.Form):
    """Which words stood on the paper: a notice that is in use, or its text."""

    notice = forms.TypedChoiceField(
        label=_("Which words were they told?"), required=False, coerce=int, empty_value=None,
        help_text=_("A text that you used before. Or type the words below."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("The words, if they are new"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As they stood on the paper, without the person’s name. They are kept and never changed."),
    )  # fmt: skip
    evidence_ref = forms.CharField(
        label=_("Where is the paper?"), required=False, max_length=300,
        help_text=_("For example “Folder 2026, sheet 14”. Only your organization sees this."),
    )  # fmt: skip

    def __init__(self, *args: Any, notices: list[tuple[int, str]], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["notice"].choices = [("", "–"), *notices]  # type: ignore[attr-defined]

    def moment(self, day: date | None) -> datetime | None:
        """The beginning of that day where the organization is; nothing for today."""
        return None if day is None or day == timezone.localdate() else start_of_day(day, self.zone)

    def require_paper(self) -> None:
        """A paper has a place and words."""
        if not self.cleaned_data.get("evidence_ref"):
            self.add_error("evidence_ref", _("Say where the paper lies, so that you can show it when asked."))
        if not self.cleaned_data.get("notice") and not self.cleaned_data.get("words"):
            self.add_error("words", _("Choose the notice, or type the words that stood on the paper."))


class ConsentForm(WordsMixin):
    """What a person said about being contacted. Nothing is chosen beforehand."""

    answer = forms.ChoiceField(label=_("What did they say?"), choices=ANSWER_CHOICES, widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=_("By which channels?"), choices=CHANNEL_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    method = forms.ChoiceField(label=_("How did they say it?"), choices=METHOD_CHOICES, widget=forms.RadioSelect)
    said_on = DayField(label=_("When did they say or sign it?"))
    field_order = ("answer", "channels", "method", "said_on", "notice", "words", "evidence_ref")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        answer, paper = given.get("answer"), given.get("method") == "paper"
        if answer in {"yes", "no"} and not given.get("channels"):
            self.add_error("channels", _("Choose at least one channel."))
        if answer == "nobody" and not paper:
            self.add_error("method", _("This binds every organization, so it needs a paper that they signed. "
                                       "Without one, choose “Stop”, and show them their own page here."))  # fmt: skip
        if paper:
            self.require_paper()
        return given

    @property
    def result(self) -> Answer:
        """As the action takes it."""
        given = self.cleaned_data
        channels = tuple(channel for channel in CHANNELS if channel in given["channels"])
        chosen = None if given["words"] else given["notice"]
        return Answer(
            given["answer"], channels if given["answer"] in {"yes", "no"} else (), given["method"],
            self.moment(given["said_on"]), chosen, given["evidence_ref"],
        )  # fmt: skip


class GuardianForm(WordsMixin):
    """What a guardian signed for a minor."""

    authority = forms.ChoiceField(label=_("Who signed?"), choices=list(AUTHORITIES.items()), widget=forms.RadioSelect)
    channels = forms.MultipleChoiceField(
        label=_("By which channels may we contact the minor?"), choices=CHANNEL_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    signed_on = DayField(label=_("When was it signed?"))
    field_order = ("authority", "channels", "signed_on", "notice", "words", "evidence_ref")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.require_paper()
        return given


class PassingForm(WordsMixin):
    """What a person said about being passed on, or matched. Nothing is chosen beforehand."""

    answer = forms.ChoiceField(label=_("What did they say?"), choices=PASSING_ANSWERS, widget=forms.RadioSelect)
    purposes = forms.MultipleChoiceField(
        label=_("About what?"), choices=PASSING_CHOICES, widget=forms.CheckboxSelectMultiple
    )
    coalition = forms.TypedChoiceField(
        label=_("In which coalition?"), coerce=int,
        help_text=_("A yes counts for those members alone whom the words below name."),
    )  # fmt: skip
    method = forms.ChoiceField(label=_("How did they say it?"), choices=METHOD_CHOICES, widget=forms.RadioSelect)
    said_on = DayField(label=_("When did they say or sign it?"))
    field_order = ("answer", "purposes", "coalition", "method", "said_on", "notice", "words", "evidence_ref")

    def __init__(self, *args: Any, coalitions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coalition"].choices = [("", "–"), *coalitions]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        paper = given.get("method") == "paper"
        if given.get("answer") == "yes" and given.get("method") and not paper:
            self.add_error("method", _("A yes to this needs a paper that they signed, or a form of this site."))
        if paper:
            self.require_paper()
        return given

    @property
    def result(self) -> Passing:
        """As the action takes it."""
        given = self.cleaned_data
        purposes = tuple(purpose for purpose in PURPOSES if purpose in given["purposes"])
        return Passing(
            given["answer"] == "yes", purposes, given["coalition"], given["method"], self.moment(given["said_on"]),
            given["evidence_ref"],
        )  # fmt: skip


class OnThatDayForm(forms.Form):
    """The day one asks about."""

    on = DayField(label=_("How did it stand on that day?"))
