"""Values of custom fields: read from words as people type them, written back, converted to another type."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from orgs.rules.labels import folded
from orgs.rules.words import NotYesOrNo, yes_or_no

LONGEST_TEXT = 2_000
MOST_CHOICES = 200
FIRST_DAY = date(1000, 1, 1)
LARGEST = Decimal(10) ** 14
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?|-?\.\d+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

Plain = str | Decimal | date | bool | int  # an int is the id of a choice


class BadValue(ValueError):
    """Words that are no value of the type; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides how words are read: the type, and for choices ``folded label -> id``."""

    type: str
    choices: Mapping[str, int]


def read_value(kind: Kind, words: str) -> Plain:
    """The value that ``words`` say, which are not empty. Raises BadValue."""
    words = words.strip()
    match kind.type:
        case "number":
            return _number(words)
        case "date":
            return _date(words)
        case "yes_no":
            return _yes(words)
        case "choice" | "choices":
            return _choice(kind, words)
        case _:
            if len(words) > LONGEST_TEXT:
                raise BadValue(_("Shorten this to at most %(most)s characters.") % {"most": LONGEST_TEXT})
            return words


def _number(words: str) -> Decimal:
    try:
        if not _NUMBER.fullmatch(words):
            raise BadValue(_("Write a number like 12 or 12.5."))
        number = Decimal(words.replace(",", ""))
    except InvalidOperation as error:
        raise BadValue(_("Write a number like 12 or 12.5.")) from error
    if abs(number) >= LARGEST or number != round(number, 6):
        raise BadValue(_("Write a number below 100,000,000,000,000 with at most 6 digits after the point."))
    return number


def _date(words: str) -> date:
    found = _ISO.fullmatch(words)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadValue(_("Write a date as year-month-day, like 2026-03-31."))
    if day < FIRST_DAY:
        raise BadValue(_("Write a date from the year 1000 on."))
    return day


def _yes(words: str) -> bool:
    try:
        answer = yes_or_no(words)
    except NotYesOrNo:
        answer = None
    if answer is None:
        raise BadValue(_("Write yes or no."))
    return answer


def _choice(kind: Kind, words: str) -> int:
    found = kind.choices.get(folded(words))
    if found is None:
        raise BadValue(_("Choose one of the field’s answers."))
    return found


def written(value: str | Decimal | date | bool) -> str:
    """A value in words for the page, in the reader's language."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return number_format(value.normalize(), force_grouping=True) if isinstance(value, Decimal) else value


def as_words(value: str | Decimal | date | bool) -> str:
    """A value in words that ``read_value`` reads back, the same in every language."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
