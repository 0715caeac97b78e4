"""What a person is to the organization, over time."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.utils.translation import gettext_lazy as _

EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)

ROLES = {
    "donor": _("Donor"),
    "volunteer": _("Volunteer"),
    "activist": _("Activist"),
    "member": _("Member"),
    "board": _("Board member"),
    "staff": _("Staff"),
    "journalist": _("Journalist"),
    "politician": _("Politician"),
    "ally": _("Ally"),
    "foundation": _("Foundation"),
    "media": _("Media"),
    "expert": _("Expert"),
    "partner": _("Partner"),
    "other": _("Other"),
}


class Held(Protocol):
    """A role with its days; none means that the day is not known, or that it did not end."""

    since: date | None
    until: date | None


def is_current(held: Held, today: date) -> bool:
    """Whether the role is held today."""
    return (held.since is None or held.since <= today) and (held.until is None or held.until >= today)


def overlaps(since: date | None, until: date | None, others: Iterable[Held]) -> bool:
    """Whether the days from ``since`` to ``until`` touch those of any other: both ends belong to a role."""
    return any(
        (until is None or other.since is None or other.since <= until)
        and (since is None or other.until is None or since <= other.until)
        for other in others
    )


def possible_day(day: date) -> bool:
    """Whether a role may begin or end on that day."""
    return EARLIEST <= day <= LATEST
