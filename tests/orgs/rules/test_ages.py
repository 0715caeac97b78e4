"""Majority and possible birthdays, at their edges."""

from datetime import UTC, date, datetime

import pytest

from orgs.rules.ages import is_minor, majority, majority_begins, possible_birthday

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "comes_of_age"),
    [
        (date(2008, 11, 22), date(2026, 11, 22)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2004, 2, 28), date(2022, 2, 28)),
    ],
)
def test_majority_is_the_eighteenth_birthday(born: date, comes_of_age: date) -> None:
    assert majority(born) == comes_of_age


@pytest.mark.parametrize(("born", "minor"), [(date(2008, 11, 22), False), (date(2008, 11, 23), True)])
def test_is_minor_until_the_birthday(born: date, minor: bool) -> None:
    assert is_minor(born, TODAY) is minor


def test_majority_begins_where_the_day_begins_last() -> None:
    assert majority_begins(date(2008, 11, 22)) == datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "possible"),
    [
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
        (date(1906, 11, 22), True),
        (date(1906, 11, 21), False),
    ],
)
def test_possible_birthday_is_neither_to_come_nor_over_120_years_ago(born: date, possible: bool) -> None:
    assert possible_birthday(born, TODAY) is possible
