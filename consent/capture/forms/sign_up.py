"""A published form, for whoever fills it in. No box and no radio is chosen in advance."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalition.platform.keys import InvalidContact, mailbox_of, normalise_email, normalise_phone
from consent.capture.forms.fields import FIELDS
from consent.capture.queries.public import PublicForm
from consent.capture.rules.answers import NO, YES, Written
from consent.capture.rules.definition import IDENTIFIER
from consent.capture.rules.questions import Question
from orgs.rules.ages import majority_begins, possible_birthday


class SignUpForm(forms.Form):
    """The fields that the form collects, and its questions. Cleaned: ``written``.

    Without ``texts`` no number can be proven: none is asked for, and what is posted as one is not looked at.
    """

    def __init__(self, *args: Any, form: PublicForm, language: str, now: datetime, texts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form, self.now, self.texts = form, now, texts
        definition = form.definition
        self.asked = form.questions(language)
        for name, add in FIELDS.items():
            if definition.asks(name) and (texts or name != "phone"):
                self.fields.update(add(definition, definition.requires(name)))
        for question in self.asked:
            self.fields[question.name] = forms.ChoiceField(
                label=question.text, required=False, widget=forms.RadioSelect, choices=[(YES, _("Yes")), (NO, _("No"))]
            )
        if definition.asks("birthday") and self.is_bound and self._is_young():
            self.fields["guardian"] = forms.CharField(
                label=_("E-mail of your parent or guardian"), max_length=254,
                widget=forms.TextInput(attrs={"inputmode": "email", "autocapitalize": "none", "autocomplete": "off"}),
                help_text=_("We ask them once whether they agree. Until then nobody contacts you."),
                error_messages={
                    "required": _("You are under 18: enter the e-mail of your parent or guardian, who must agree.")
                },
            )  # fmt: skip

    def _is_young(self) -> bool:
        field = self.fields["birthday"]
        try:
            born = field.clean(field.widget.value_from_datadict(self.data, self.files, "birthday"))
        except forms.ValidationError:
            return False
        return born is not None and born <= self.now.date() and self.now < majority_begins(born)

    @property
    def details(self) -> list[forms.BoundField]:
        """What people write of themselves."""
        names = {question.name for question in self.asked}
        return [bound for bound in self if bound.name not in names]

    @property
    def questions(self) -> list[tuple[forms.BoundField, tuple[str, ...]]]:
        """Each question that can be answered with yes here, and the organizations that it names."""
        return [(self[question.name], question.listed) for question in self.asked if self._can_say_yes(question)]

    def _can_say_yes(self, question: Question) -> bool:
        return self.texts or any(IDENTIFIER[channel] == "email" for channel in question.channels)

    def clean_email(self) -> str:
        return _checked(
            self.cleaned_data["email"], normalise_email,
            _("This is not an e-mail address. Write it like name@example.org."),
        )  # fmt: skip

    def clean_guardian(self) -> str:
        return _checked(
            self.cleaned_data["guardian"], normalise_email,
            _("This is not an e-mail address. Write it like name@example.org."),
        )  # fmt: skip

    def clean_phone(self) -> str:
        return _checked(
            self.cleaned_data["phone"], lambda text: normalise_phone(text, self.form.region),
            _("This is not a phone number. Enter it with its area code, or with + and the country code."),
        )  # fmt: skip

    def clean_birthday(self) -> date | None:
        born: date | None = self.cleaned_data["birthday"]
        if born is not None and born > self.now.date():
            raise forms.ValidationError(_("This birthday is still to come. Check the year."))
        if born is not None and not possible_birthday(born, self.now.date()):
            raise forms.ValidationError(_("This birthday is too long ago. Check the year."))
        return born

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for each in self.asked:  # a website of somebody else's may still ask: its no counts, its yes cannot
                if cleaned[each.name] == YES and not self._can_say_yes(each):
                    cleaned[each.name] = ""
            self._check_identifiers(cleaned)
            self._check_answers(cleaned)
        return cleaned

    def _check_identifiers(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("email") and not cleaned.get("phone"):
            name = "email" if "email" in self.fields else "phone"
            self.add_error(
                name, _("Enter how we reach you: we send a message there, and nothing counts before you confirm.")
            )
        guardian = cleaned.get("guardian")
        if guardian and cleaned.get("email") and _mailbox(guardian) == _mailbox(cleaned["email"]):
            self.add_error("guardian", _("This is your own address. Enter that of your parent or guardian."))

    def _check_answers(self, cleaned: dict[str, Any]) -> None:
        answered = {each.name: cleaned[each.name] for each in self.asked if cleaned.get(each.name)}
        minor = "guardian" in self.fields
        if not answered:
            self.add_error(None, _("Answer at least one of the questions with yes or no. The others may stay open."))
        for each in self.asked:
            if answered.get(each.name) != YES:
                continue
            if each.purpose != "contact" and minor:
                self.add_error(each.name, _("You are under 18: nothing about you is passed on. Answer no here."))
            elif each.channels == ("email",) and each.purpose == "contact" and not cleaned.get("email"):
                self.add_error(each.name, _("You say yes to e-mail: enter your e-mail address, or answer no."))
            elif "email" not in each.channels and not cleaned.get("phone"):
                self.add_error(each.name, _("You say yes to your phone: enter its number, or answer no."))

    @property
    def written(self) -> Written:
        """Everything that was filled in."""
        given = self.cleaned_data
        born = given.get("birthday")
        return Written(
            **{
                name: " ".join(str(given.get(name) or "").split())
                for name in (
                    "email",
                    "phone",
                    "given_name",
                    "family_name",
                    "postcode",
                    "language",
                    "preferred",
                    "guardian",
                )
            },
            born=born.isoformat() if born else "",
            interests=tuple(given.get("interests") or ()),
            skills=tuple(given.get("skills") or ()),
            answers={each.name: given[each.name] for each in self.asked if given.get(each.name)},
        )


def _mailbox(address: str) -> str:
    return mailbox_of(normalise_email(address))


def _checked(value: str, normalise: Callable[[str], str], problem: Any) -> str:
    if value:
        try:
            normalise(value)
        except InvalidContact as error:
            raise forms.ValidationError(problem) from error
    return value
