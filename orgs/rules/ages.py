"""Ages: when a minor comes of age, and which birthdays can be true."""

from datetime import UTC, date, datetime, timedelta

MAJORITY = 18
OLDEST = 120


def majority(born: date) -> date:
    """The eighteenth birthday; who was born on 29 February comes of age on 1 March."""
    return _birthday(born, MAJORITY)


def majority_begins(born: date) -> datetime:
    """The moment from which nobody on earth counts the person as under age any more, UTC."""
    return datetime(*majority(born).timetuple()[:3], tzinfo=UTC) + timedelta(hours=12)


def is_minor(born: date, today: date) -> bool:
    """Whether somebody born that day is under age on ``today``."""
    return today < majority(born)


def possible_birthday(born: date, today: date) -> bool:
    """Neither in the future nor more than 120 years ago."""
    return born <= today <= _birthday(born, OLDEST)


def _birthday(born: date, age: int) -> date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
