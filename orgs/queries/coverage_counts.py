"""Coverage in numbers: by month, outlet and tone."""

from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncMonth

from coalition.platform.tenancy import Actor
from orgs.queries.contact_times import moment_at
from orgs.queries.coverage import CoverageFilter, coverage_found
from orgs.rules.contact_times import month_before, months_until
from orgs.rules.coverage_counts import MONTHS, TONES, Counted, CoverageCounts, coverage_counts

EARLIEST = date(1901, 1, 1)  # nothing is written down from before 1900


def count_coverage(actor: Actor, wanted: CoverageFilter, today: date) -> CoverageCounts:
    """What the filter leaves, in the twelve months up to its last day (or today), in one statement."""
    last = max(min(wanted.until or today, today), EARLIEST)
    first = months_until(last, MONTHS)[0]
    found = coverage_found(actor, wanted).filter(
        occurred_at__gte=moment_at(first), occurred_at__lt=moment_at(month_before(last.replace(day=1), -1))
    )
    rows = found.order_by().values_list(TruncMonth("occurred_at"), "outlet", "sentiment").annotate(Count("pk"))
    return coverage_counts(
        (Counted(month.date(), outlet, _tone(sentiment), count) for month, outlet, sentiment, count in rows), last
    )


def last_day(month: date) -> date:
    """The last day of the month that begins with ``month``."""
    return month_before(month, -1) - timedelta(days=1)


def _tone(sentiment: str) -> str:
    return sentiment if sentiment in TONES else "unsaid"
