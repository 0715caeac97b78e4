"""Gifts, asks and estimates as the person reads them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consent.requests.rules.words import day_in_words
from orgs.rules.currencies import decimals
from orgs.rules.money_words import ANSWERS, EVERY, METHODS

Row = Mapping[str, Any]
LABELS: dict[str, Any] = {
    "gift": _("Gift"),
    "plan": _("Recurring gift"),
    "ask": _("Asked for"),
    "estimate": _("Estimate of what you could give"),
}
HOW: dict[str, dict[str, Any]] = {"gift": METHODS, "plan": EVERY, "ask": ANSWERS, "estimate": {}}


def money_in_words(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """A label and a value for each: "Gift", "3 May 2026, 50.00 USD, Legal defense"."""
    return tuple((str(LABELS[row["what"]]), _value(row)) for row in rows)


def _value(row: Row) -> str:
    how = HOW[row["what"]].get(row["how"], "")
    parts = [day_in_words(row["on"]), _amount(row), row["words"], str(how)]
    if row["what"] == "gift":
        parts.append(row["note"])
    if row["taken_back"]:
        parts.append(gettext("taken back"))
    return ", ".join(part for part in parts if part)


def _amount(row: Row) -> str:
    least = _sum(row["amount"], row["currency"])
    if row["what"] != "estimate":
        return least
    if row["most"] is None:
        return gettext("%(least)s or more") % {"least": least}
    return f"{least} – {_sum(row['most'], row['currency'])}"


def _sum(amount: str | None, currency: str) -> str:
    if amount is None:
        return ""
    return f"{number_format(Decimal(amount), decimals(currency), force_grouping=True)} {currency}"
