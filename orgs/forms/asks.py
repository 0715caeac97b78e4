"""Forms about funds, recurring plans, asks and what somebody could give."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.actions.asks import NewAsk
from orgs.actions.funds import NewPlan
from orgs.forms.money import DAY, AmountForm, choices_of, id_of
from orgs.models import Fund
from orgs.rules.money import day_problem
from orgs.rules.money_words import ANSWERS, ASK_KINDS, EVERY, PROBLEMS

TEN_YEARS = timedelta(days=3653)


class PlanForm(AmountForm):
    """A recurring plan."""

    every = forms.ChoiceField(label=_("How often"), choices=[("", "–"), *EVERY.items()])
    started_on = forms.DateField(label=_("First on"), widget=forms.DateInput(attrs=DAY))
    fund = forms.ChoiceField(label=_("Fund"), required=False)

    def __init__(self, *args: Any, funds: list[Fund], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = choices_of(funds, _("No fund"))  # type: ignore[attr-defined]

    def clean_started_on(self) -> Any:
        return self.a_day("started_on")

    @property
    def plan(self) -> NewPlan:
        """The plan as the action takes it."""
        given = {name: self.cleaned_data[name] for name in ("amount", "currency", "every", "started_on")}
        return NewPlan(**given, fund_id=id_of(self.cleaned_data["fund"]))


class PlanEndForm(forms.Form):
    """The day on which a plan ended; nothing while it goes on."""

    ended_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs=DAY),
        help_text=_("Leave it empty while the plan goes on."),
    )  # fmt: skip

    def clean_ended_on(self) -> Any:
        day = self.cleaned_data["ended_on"]
        if day is not None and day_problem(day, date.max):
            raise forms.ValidationError(PROBLEMS["before_1900"])
        return day


class FundForm(forms.Form):
    """The name of a fund, and whether it is closed."""

    name = forms.CharField(label=_("Name"), max_length=100)
    closed = forms.BooleanField(
        label=_("Closed"), required=False, help_text=_("Offered no more for new gifts. The gifts it has stay.")
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class AskForm(AmountForm):
    """What somebody is asked for. Without the right to see amounts there is no amount."""

    title = forms.CharField(
        label=_("What for"), max_length=200, help_text=_("Everyone on staff reads this: no amounts here.")
    )
    kind = forms.ChoiceField(label=_("What they are asked for"), widget=forms.RadioSelect, choices=[*ASK_KINDS.items()])
    asked_on = forms.DateField(label=_("Asked on"), widget=forms.DateInput(attrs=DAY))
    due_on = forms.DateField(label=_("Come back to it on"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, amounts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if amounts:
            self.fields["amount"].required = self.fields["currency"].required = False
        else:
            del self.fields["amount"], self.fields["currency"]

    def clean_asked_on(self) -> Any:
        return self.a_day("asked_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_due(self, cleaned.get("asked_on"))
        if "amount" not in self.fields:
            return cleaned
        if cleaned.get("kind") != "money":
            cleaned["amount"], cleaned["currency"] = None, ""
        elif cleaned["amount"] is not None and not cleaned.get("currency") and "currency" not in self.errors:
            self.add_error("currency", PROBLEMS["currency"])
        elif cleaned["amount"] is None:
            cleaned["currency"] = ""
        return cleaned

    @property
    def ask(self) -> NewAsk:
        """The ask as the action takes it."""
        given = self.cleaned_data
        return NewAsk(
            title=given["title"],
            kind=given["kind"],
            asked_on=given["asked_on"],
            amount=given.get("amount"),
            currency=given.get("currency", ""),
            due_on=given["due_on"],
        )


def check_due(form: forms.Form, after: date | None) -> None:
    """The day to come back is not before the ask, and within ten years."""
    due = form.cleaned_data.get("due_on")
    if due is not None and after is not None and not after <= due <= after + TEN_YEARS:
        form.add_error("due_on", _("Choose a day after the ask, and within ten years."))


class AnswerForm(forms.Form):
    """What somebody answered."""

    answer = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect, choices=[*ANSWERS.items()])
    answered_on = forms.DateField(
        label=_("Answered on, if not today"), required=False, widget=forms.DateInput(attrs=DAY)
    )
    due_on = forms.DateField(label=_("Come back to it on"), required=False, widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, asked_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked_on = asked_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        check_due(self, self.asked_on)
        return cleaned


class CapacityForm(AmountForm):
    """What somebody could give, in one currency."""

    least = forms.CharField(label=_("At least"), max_length=40, required=False)
    most = forms.CharField(label=_("At most"), max_length=40, required=False, help_text=_("Empty: or more."))
    source = forms.CharField(
        label=_("How you know"), max_length=200, required=False,
        help_text=_("For example “Annual report of their foundation”. The person may ask to read this."),
    )  # fmt: skip
    amount = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.data.get("forget"):
            return cleaned
        for name in ("least", "most"):
            cleaned[name] = self.read_amount(name, cleaned)
        if cleaned["least"] is None and "least" not in self.errors:
            self.add_error("least", PROBLEMS["empty"])
        elif cleaned["most"] is not None and cleaned["least"] is not None and cleaned["most"] < cleaned["least"]:
            self.add_error("most", _("This is less than the amount before. Exchange the two."))
        if not cleaned.get("source", "").strip():
            self.add_error("source", _("Say how you know."))
        return cleaned
