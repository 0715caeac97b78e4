"""Months and weeks in which something happened, and on whose part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from orgs.rules.engagement import DEPTH_OF, IN_VAIN

MONTHS, WEEKS = 24, 12
NO_CONTACT = ("note",)  # written among ourselves
TAKING_PART = tuple(DEPTH_OF)
# What they had a part in, by the same rule as engagement; the rest is from us alone.
VAIN = IN_VAIN


@dataclass(frozen=True, slots=True)
class Contacts:
    """How much happened in the stretch that begins at ``first``: with their part, and from us alone."""

    first: date
    theirs: int = 0
    ours: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.theirs + self.ours


def month_before(month: date, count: int = 1) -> date:
    """The first day of the month ``count`` months before; below zero, after."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def months_until(today: date, count: int = MONTHS) -> list[date]:
    """The first days of ``count`` months, the last that of ``today``."""
    return [month_before(today, back) for back in range(count - 1, -1, -1)]


def weeks_until(today: date, count: int = WEEKS) -> list[date]:
    """The Mondays of ``count`` weeks, the last that of ``today``."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def filled(firsts: Sequence[date], found: Mapping[date, tuple[int, int]]) -> list[Contacts]:
    """One line for each stretch, in order, also where nothing happened."""
    return [Contacts(first, *found.get(first, (0, 0))) for first in firsts]
