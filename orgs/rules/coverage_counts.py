"""Mentions counted by month, by outlet, and by how friendly they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from orgs.rules.contact_times import months_until
from orgs.rules.interactions import SENTIMENT_NAMES

MONTHS, OUTLETS = 12, 8
# From the bottom of a column up; what nobody judged stands on top.
TONES = {"bad": SENTIMENT_NAMES["bad"], "neutral": SENTIMENT_NAMES["neutral"], "good": SENTIMENT_NAMES["good"],
         "unsaid": _("Tone not noted")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Mentions of one month in one outlet ("": not noted) with one tone."""

    month: date
    outlet: str
    tone: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mentions something has by tone, in the order of ``TONES``."""

    of: date | str
    by_tone: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All tones together."""
        return sum(count for _tone, count in self.by_tone)


@dataclass(frozen=True, slots=True)
class CoverageCounts:
    """Twelve months in order, and the outlets with the most mentions within them; ``more``: outlets left out."""

    months: tuple[Tally, ...]
    outlets: tuple[Tally, ...]
    more: int

    @property
    def total(self) -> int:
        """Of the twelve months."""
        return sum(month.total for month in self.months)


def coverage_counts(counted: Iterable[Counted], last: date) -> CoverageCounts:
    """The twelve months up to that of ``last``, also those without a mention."""
    firsts = months_until(last, MONTHS)
    by_month: dict[date, Counter[str]] = {first: Counter() for first in firsts}
    by_outlet: dict[str, Counter[str]] = {}
    for row in counted:
        if row.month in by_month:
            by_month[row.month][row.tone] += row.mentions
            by_outlet.setdefault(row.outlet, Counter())[row.tone] += row.mentions
    by_outlet.pop("", None)
    outlets = sorted(by_outlet.items(), key=lambda each: (-each[1].total(), each[0]))
    return CoverageCounts(
        tuple(_tally(first, tones) for first, tones in by_month.items()),
        tuple(_tally(outlet, tones) for outlet, tones in outlets[:OUTLETS]),
        max(len(outlets) - OUTLETS, 0),
    )


def _tally(of: date | str, tones: Counter[str]) -> Tally:
    return Tally(of, tuple((tone, tones[tone]) for tone in TONES))
