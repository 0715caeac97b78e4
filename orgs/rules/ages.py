"""Ages: when a minor comes of age, how birthdays are written, and which can be true."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

MAJORITY = 18
MONTHS = 12
OLDEST = 120
MONTH_FIRST = frozenset({"US"})
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00)?)?\Z")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})\Z")


def majority(born: date) -> date:
    """The eighteenth birthday; who was born on 29 February comes of age on 1 March."""
    return _birthday(born, MAJORITY)


def majority_begins(born: date) -> datetime:
    """The moment from which nobody on earth counts the person as under age any more, UTC."""
    return datetime(*majority(born).timetuple()[:3], tzinfo=UTC) + timedelta(hours=12)


def is_minor(born: date, today: date) -> bool:
    """Whether somebody born that day is under age on ``today``."""
    return today < majority(born)


def minors_born_from(today: date) -> date:
    """The first birthday of those who are under age on ``today``: whoever was born then or later is."""
    adult = date(today.year - MAJORITY, today.month, min(today.day, monthrange(today.year - MAJORITY, today.month)[1]))
    return adult + timedelta(days=1)


def possible_birthday(born: date, today: date) -> bool:
    """Neither in the future nor more than 120 years ago."""
    return born <= today <= _birthday(born, OLDEST)


def read_birthday(text: str, region: str) -> date | None:
    """The day that ``text`` says: 2001-12-31, or 31/12/2001, in the US 12/31/2001. None for anything else.

    Nothing is guessed: years have four digits, and a column is read in one order. A number over twelve is no month:
    31/12/1980 is one day also where the month comes first.
    """
    if found := _YEAR_FIRST.match(text):
        year, _separator, month, day = found.groups()
    elif found := _YEAR_LAST.match(text):
        day, separator, month, year = found.groups()
        if region in MONTH_FIRST and separator != ".":
            day, month = month, day
        if int(month) > MONTHS >= int(day):
            day, month = month, day
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
