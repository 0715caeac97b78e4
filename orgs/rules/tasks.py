"""Tasks: when one is due, in groups and words, and by how much it can be put off."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TITLE_MOST, NOTE_MOST = 200, 2_000  # characters
FURTHEST = timedelta(days=3653)
SOON = timedelta(days=7)
GROUPS: dict[str, Any] = {
    "overdue": pgettext_lazy("task", "Overdue"),
    "today": _("Today"),
    "week": _("This week"),
    "later": _("Later"),
    "none": _("No day"),
}
PUT_OFF: dict[str, tuple[int, Any]] = {
    "1": (1, _("Until tomorrow")),
    "3": (3, _("By three days")),
    "7": (7, _("By a week")),
    "30": (30, _("By a month")),
}
PROBLEMS: dict[str, Any] = {
    "empty": _("Say what is to be done."),
    "past": _("This day has passed. Choose today or a later one."),
    "far": _("Choose a day within ten years."),
    "names_amount": _(
        "Everyone on staff reads this: leave the amount out. Who may see it finds it on the person's page."
    ),
    "not_a_member": _("Choose somebody of the staff."),
    "not_seen": _("They do not see this record. Choose somebody who does, or open it to them first."),
    "done": _("This is done already."),
    "open": _("This is open already."),
}


def group_of(due: date | None, today: date) -> str:
    """One of GROUPS: this week are the next seven days."""
    if due is None:
        return "none"
    if due <= today:
        return "today" if due == today else "overdue"
    return "week" if due - today <= SOON else "later"


def put_off_to(choice: str, today: date) -> date:
    """The new day: counted from today, however long ago it was due. Raises KeyError."""
    return today + timedelta(days=PUT_OFF[choice][0])


def due_problem(due: date | None, today: date, before: date | None = None) -> str:
    """Why a day cannot be written down, as one of PROBLEMS, or nothing; the day that it was ``before`` may stay."""
    if due is None or due == before:
        return ""
    if due < today:
        return "past"
    return "far" if due - today > FURTHEST else ""
