"""Whether a campaign reaches its goal in time."""

from datetime import date
from enum import StrEnum


class Pace(StrEnum):
    """How the way so far compares with the time so far."""

    AHEAD = "ahead"
    BEHIND = "behind"
    DONE = "done"
    UNKNOWN = "unknown"


def pace(done: int, goal: int, starts_on: date, ends_on: date, today: date) -> Pace:
    """``done`` of ``goal`` against the days gone of all days; a tenth less still counts as on pace."""
    if goal <= 0 or today < starts_on:
        return Pace.UNKNOWN
    if done >= goal:
        return Pace.DONE
    days = (ends_on - starts_on).days + 1
    gone = min(days, (today - starts_on).days + 1)
    return Pace.AHEAD if done / goal >= 0.9 * gone / days else Pace.BEHIND
