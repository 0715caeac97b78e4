"""What was given per fund and month, without names."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.db.models.functions import ExtractYear, TruncMonth

from coalition.platform.tenancy import Actor
from orgs.policies import can_read_amounts, can_read_giving_totals
from orgs.queries.gifts import standing_gifts

FEWEST = 5  # givers, for whoever may not see who gave what


@dataclass(frozen=True, slots=True)
class FundMonth:
    """What came for one fund in one month."""

    month: date
    fund: str  # "": for none
    gifts: int
    givers: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class GivingTotals:
    """A year in one currency. ``left_out``: lines with too few givers to be shown to this actor."""

    year: int
    currency: str
    years: tuple[int, ...]
    currencies: tuple[str, ...]
    lines: tuple[FundMonth, ...]
    left_out: int

    @property
    def total(self) -> Decimal:
        """Of the lines that are shown."""
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def months(self) -> list[tuple[date, Decimal]]:
        """Each month of the year, with the sum of its shown lines."""
        days = [date(self.year, number, 1) for number in range(1, 13)]
        return [(day, sum((line.total for line in self.lines if line.month == day), Decimal(0))) for day in days]


def giving_totals(actor: Actor, year: int | None, currency: str, today: date) -> GivingTotals:
    """What was given in a year (the newest with gifts) and currency (the most frequent), in three queries.

    Who may not see amounts next to names sees no line with fewer than five givers. Raises PermissionDenied.
    """
    if not can_read_giving_totals(actor):
        raise PermissionDenied
    gifts = standing_gifts(actor).order_by()
    found_years = gifts.values_list(ExtractYear("received_on"), flat=True).distinct()
    years = tuple(sorted((each for each in found_years if each is not None), reverse=True))
    if year is None or year not in years:
        year = max(years, default=today.year)
    of_year = gifts.filter(received_on__range=(date(year, 1, 1), date(year, 12, 31)))
    known = tuple(of_year.values_list("currency", flat=True).annotate(n=Count("pk")).order_by("-n", "currency"))
    currency = currency if currency in known else (known[0] if known else "")
    found = (
        of_year.filter(currency=currency)
        .values("fund__name", month=TruncMonth("received_on"))
        .annotate(gifts=Count("pk"), givers=Count("constituent", distinct=True), total=Sum("amount"))
        .order_by("month", "fund__name")
    )
    lines = [
        FundMonth(each["month"], each["fund__name"] or "", each["gifts"], each["givers"], each["total"])
        for each in found
    ]
    shown = tuple(line for line in lines if can_read_amounts(actor) or line.givers >= FEWEST)
    return GivingTotals(year, currency, years, known, shown, len(lines) - len(shown))


def given_this_year(actor: Actor, today: date) -> list[tuple[str, Decimal]]:
    """The sum of the year's gifts in each currency, the most frequent first. Raises PermissionDenied."""
    if not can_read_amounts(actor):
        raise PermissionDenied
    gifts = standing_gifts(actor).filter(received_on__range=(date(today.year, 1, 1), today)).order_by()
    found = gifts.values("currency").annotate(total=Sum("amount"), n=Count("pk")).order_by("-n", "currency")
    return [(each["currency"], each["total"]) for each in found]
