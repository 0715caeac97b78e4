"""Forms about gifts: recording one, and the filters of the list."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.actions.gifts import NewGift
from orgs.models import Ask, Fund, Gift, RecurringPlan
from orgs.queries.gifts import GiftFilter
from orgs.rules.currencies import decimals
from orgs.rules.money import MoneyRefused, day_problem, parse_amount, parse_currency
from orgs.rules.money_words import EVERY, METHODS, PROBLEMS

DAY = {"type": "date", "autocomplete": "off"}


class AmountForm(forms.Form):
    """An amount with its currency."""

    amount = forms.CharField(label=_("Amount"), max_length=40)
    currency = forms.CharField(label=_("Currency"), max_length=10, help_text=_("Three letters, for example USD."))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("amount", "least", "most"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        if "currency" in self.fields:
            self.fields["currency"].widget.attrs |= {
                "list": "currencies", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false",
            }  # fmt: skip

    def clean_currency(self) -> str:
        text = str(self.cleaned_data["currency"])
        try:
            return parse_currency(text) if text.strip() else ""
        except MoneyRefused as refused:
            raise forms.ValidationError(PROBLEMS[refused.code]) from refused

    def read_amount(self, name: str, cleaned: dict[str, Any]) -> Decimal | None:
        """The amount typed into a field, once the currency is known; a problem is noted at the field."""
        text = str(cleaned.get(name) or "")
        if not text.strip() or "currency" in self.errors:
            return None
        try:
            return parse_amount(text, cleaned.get("currency", ""))
        except MoneyRefused as refused:
            self.add_error(name, PROBLEMS[refused.code])
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "amount" in self.fields:
            cleaned["amount"] = self.read_amount("amount", cleaned)
        return cleaned

    def a_day(self, name: str) -> Any:
        """The day of a field: from 1900 on, and not to come."""
        day = self.cleaned_data[name]
        problem = day_problem(day, self.today) if day is not None else ""
        if problem:
            raise forms.ValidationError(PROBLEMS[problem])
        return day


def written_amount(amount: Decimal, currency: str) -> str:
    """An amount as a form shows it: no thousands apart, no needless decimals."""
    places = 0 if amount == amount.to_integral_value() else decimals(currency)
    return f"{amount:.{places}f}"


def choices_of(rows: Any, empty: Any, label: Any = str) -> list[tuple[str, Any]]:
    """Rows as choices, after the empty one."""
    return [("", empty), *((str(row.pk), label(row)) for row in rows)]


def id_of(text: str) -> int | None:
    """The id that was chosen, if one was."""
    return int(text) if text else None


class GiftForm(AmountForm):
    """A gift: four fields, and more for who wants them."""

    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs=DAY))
    fund = forms.ChoiceField(label=_("Fund"), required=False)
    method = forms.ChoiceField(label=_("How it came"), required=False, choices=[("", "–"), *METHODS.items()])
    plan = forms.ChoiceField(label=_("Belongs to the recurring plan"), required=False)
    ask = forms.ChoiceField(label=_("Followed the ask"), required=False)
    external_id = forms.CharField(label=_("Your own number of the gift"), max_length=100, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only those who may see amounts read this."),
    )  # fmt: skip

    def __init__(self, *args: Any, funds: list[Fund], plans: list[RecurringPlan], asks: list[Ask], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = choices_of(funds, _("No fund"))  # type: ignore[attr-defined]
        self.fields["plan"].choices = choices_of(plans, _("None"), plan_line)  # type: ignore[attr-defined]
        self.fields["ask"].choices = choices_of(asks, _("None"), lambda ask: ask.title)  # type: ignore[attr-defined]

    def clean_received_on(self) -> Any:
        return self.a_day("received_on")

    @property
    def gift(self) -> NewGift:
        """The gift as the action takes it."""
        given = self.cleaned_data
        return NewGift(
            amount=given["amount"],
            currency=given["currency"],
            received_on=given["received_on"],
            fund_id=id_of(given["fund"]),
            method=given["method"],
            note=given["note"],
            external_id=given["external_id"].strip(),
            plan_id=id_of(given["plan"]),
            ask_id=id_of(given["ask"]),
        )

    @staticmethod
    def of(gift: Gift) -> dict[str, Any]:
        """What the form shows of a gift that is there."""
        return {
            "amount": written_amount(gift.amount, gift.currency), "currency": gift.currency,
            "received_on": gift.received_on, "fund": gift.fund_id or "", "method": gift.method,
            "plan": gift.plan_id or "", "ask": gift.ask_id or "", "external_id": gift.external_id, "note": gift.note,
        }  # fmt: skip


def plan_line(plan: RecurringPlan) -> str:
    """A plan in a list of choices."""
    return f"{written_amount(plan.amount, plan.currency)} {plan.currency} {EVERY[plan.every]}"


class GiftFilterForm(AmountForm):
    """The filters of the list of gifts, kept in the URL."""

    fund = forms.ChoiceField(label=_("Fund"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=DAY))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs=DAY))
    least = forms.CharField(label=_("At least"), required=False, max_length=40)
    most = forms.CharField(label=_("At most"), required=False, max_length=40)
    person = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**63 - 1)
    amount = None  # type: ignore[assignment]

    def __init__(self, *args: Any, funds: list[Fund], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].required = False
        self.fields["currency"].help_text = ""
        self.fields["fund"].choices = [("", _("Any")), *choices_of(funds, "")[1:], ("0", _("No fund"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("least", "most"):
            cleaned[name] = self.read_amount(name, cleaned)
        return cleaned

    @property
    def wanted(self) -> GiftFilter:
        """What the list is narrowed to: filters with a problem narrow nothing."""
        given = self.cleaned_data
        return GiftFilter(
            fund=id_of(given.get("fund", "")),
            person=given.get("person"),
            currency=given.get("currency", ""),
            **{name: given.get(name) for name in ("since", "until", "least", "most")},
        )
