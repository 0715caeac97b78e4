"""How long a holder has: 24 hours to acknowledge, 72 to attest, on working days."""

from datetime import UTC, datetime, timedelta

ACKNOWLEDGE_DAYS = 1
ATTEST_DAYS = 3
WEEKEND = 5  # Saturday, counted from Monday as 0


def working_days_after(moment: datetime, days: int) -> datetime:
    """``moment`` (aware) and ``days`` times 24 hours of Monday to Friday (UTC). A weekend's clock starts on Monday.

    ``commonlist.working_days_after`` is its twin.
    """
    start = moment.astimezone(UTC)
    if start.weekday() >= WEEKEND:
        start = (start + timedelta(days=7 - start.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    weekends = (start.weekday() + days) // WEEKEND
    return start + timedelta(days=days + 2 * weekends)
