"""Whether an ask fits the person: what they could give, and what they were asked for last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

FAR = 10  # times
SOON = 30  # days


@dataclass(frozen=True, slots=True)
class Band:
    """What somebody could give at once, in one currency. ``most`` None: or more."""

    currency: str
    least: Decimal
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class LastAsk:
    """The newest ask of a person."""

    kind: str
    asked_on: date
    amount: Decimal | None
    currency: str


def misfits(
    amount: Decimal, currency: str, asked_on: date, bands: Sequence[Band], last: LastAsk | None
) -> tuple[str, ...]:
    """Why an ask for ``amount`` seems a mistake, as codes: worth a second look, never forbidden.

    below_capacity (a tenth of what they could give, or less), above_capacity, below_last and above_last (a tenth,
    ten times), soon (asked within thirty days), other_currency (what they could give is noted in another one).
    """
    found = []
    mine = next((band for band in bands if band.currency == currency), None)
    if mine is not None:
        if amount * FAR <= mine.least:
            found.append("below_capacity")
        elif mine.most is not None and amount > mine.most:
            found.append("above_capacity")
    elif bands:
        found.append("other_currency")
    if last is not None and last.amount is not None and last.currency == currency:
        if amount * FAR <= last.amount:
            found.append("below_last")
        elif amount >= last.amount * FAR:
            found.append("above_last")
    if last is not None and last.kind == "money" and 0 <= (asked_on - last.asked_on).days < SOON:
        found.append("soon")
    return tuple(found)
