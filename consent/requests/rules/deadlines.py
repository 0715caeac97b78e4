"""By when a request must be answered, per country and kind. Pure: dates in, dates out.

Working days leave out Saturdays and Sundays. Public holidays are not left out: they differ by state and year, and
without them the day shown is earlier than the law's, never later. Where two laws of a country could apply, the
shorter time stands.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import gettext, gettext_noop

Unit = Literal["days", "working_days", "months"]


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, working days or months to answer, so many more after a notice, and the text that says so."""

    amount: int
    unit: Unit
    source: str
    extension: int = 0

    @property
    def law(self) -> str:
        """The text that sets the term; citations stay as they are, descriptions are in the reader's language."""
        return gettext(self.source)

    def due(self, received: date) -> date:
        """The last day to answer. The day of receipt does not count."""
        return _after(received, self.amount, self.unit)

    def extended(self, received: date) -> date | None:
        """The last day after an extension; None where the law knows none."""
        return _after(received, self.amount + self.extension, self.unit) if self.extension else None


_EEA = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
_GDPR = Term(1, "months", "GDPR (EU) 2016/679, art. 12(3)", extension=2)
_DEFAULT = Term(30, "days", gettext_noop("30 days, where no law of the country is known here"), extension=30)
_ANY = ""

GDPR_COUNTRIES = frozenset({*_EEA, "GB"})

# (country, kind); an empty kind is every other one.
TERMS: dict[tuple[str, str], Term] = {
    **{(country, _ANY): _GDPR for country in _EEA},
    ("GB", _ANY): Term(1, "months", "UK GDPR, art. 12(3) and 12A", extension=2),
    ("CH", _ANY): Term(30, "days", "DSV/OPDo (Switzerland), art. 18", extension=30),
    ("AR", _ANY): Term(10, "days", "Ley 25.326, art. 14(2)"),
    ("AR", "correct"): Term(5, "working_days", "Ley 25.326, art. 16(2)"),
    ("AR", "erase"): Term(5, "working_days", "Ley 25.326, art. 16(2)"),
    ("AR", "object"): Term(5, "working_days", "Ley 25.326, art. 16(2) and 27(3)"),
    ("AR", "restrict"): Term(5, "working_days", "Ley 25.326, art. 16(2)"),
    ("MX", _ANY): Term(20, "working_days", "LFPDPPP (DOF 20-03-2025), art. 31", extension=20),
    ("BR", _ANY): Term(15, "days", "LGPD (Lei 13.709/2018), art. 19, II"),
    ("CO", _ANY): Term(15, "working_days", "Ley 1581 de 2012, art. 15", extension=8),
    ("CO", "access"): Term(10, "working_days", "Ley 1581 de 2012, art. 14", extension=5),
    ("CO", "portability"): Term(10, "working_days", "Ley 1581 de 2012, art. 14", extension=5),
    ("CA", _ANY): Term(30, "days", "PIPEDA, s. 8(3)–(4)", extension=30),
    ("NZ", _ANY): Term(20, "working_days", "Privacy Act 2020, s. 44"),
    ("US", _ANY): Term(45, "days", gettext_noop("Cal. Civ. Code § 1798.130(a)(2); other states alike"), extension=45),
    ("US", "object"): Term(15, "working_days", "11 CCR § 7026(f)"),
    ("US", "restrict"): Term(15, "working_days", "11 CCR § 7027(g)"),
}


def term_for(country: str, kind: str) -> Term:
    """The term of a request of ``kind`` (``access``, ``erase``, …) in a country (ISO 3166, two letters)."""
    return TERMS.get((country, kind)) or TERMS.get((country, _ANY)) or _DEFAULT


def days_left(due: date, today: date) -> int:
    """Days until the deadline; zero on the day itself, negative once it has passed."""
    return (due - today).days


def _after(received: date, amount: int, unit: Unit) -> date:
    if unit == "months":
        return _months_later(received, amount)
    if unit == "days":
        return received + timedelta(days=amount)
    day = received
    while amount:
        day += timedelta(days=1)
        amount -= day.weekday() < 5
    return day


def _months_later(day: date, months: int) -> date:
    # Without such a day (31 January and a month) the last of the month: Regulation 1182/71, art. 3(2)(c).
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
