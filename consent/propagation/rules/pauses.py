"""When a delivery is tried again: growing pauses with full jitter, for three days."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=6)
PATIENCE = timedelta(days=3)


def pause(attempts: int, dice: float) -> timedelta:
    """The pause after ``attempts`` failures: a random part (``dice``, 0 to 1) of 30 s doubled each time, at most 6 h.

    Full jitter, so that the deliveries of one outage do not come back all at once.
    """
    doubled: timedelta = FIRST * (1 << min(attempts - 1, 20))
    return min(doubled, LONGEST) * dice


def given_up(first_tried_at: datetime, now: datetime) -> bool:
    """Whether it has been tried for long enough."""
    return now - first_tried_at >= PATIENCE
