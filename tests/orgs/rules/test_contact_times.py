"""Months and weeks that end today."""

from datetime import date

import pytest

from orgs.rules.contact_times import Contacts, filled, month_before, months_until, weeks_until


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [
        (date(2026, 1, 1), 1, date(2025, 12, 1)),
        (date(2026, 3, 31), 0, date(2026, 3, 1)),
        (date(2026, 12, 1), -1, date(2027, 1, 1)),
        (date(2026, 2, 28), 26, date(2023, 12, 1)),
    ],
)
def test_a_month_so_many_before(month: date, count: int, expected: date) -> None:
    assert month_before(month, count) == expected


def test_months_and_weeks_end_with_today() -> None:
    months = months_until(date(2026, 2, 28))
    assert (len(months), months[0], months[-1]) == (24, date(2024, 3, 1), date(2026, 2, 1))
    weeks = weeks_until(date(2026, 11, 22))  # a Sunday
    assert (len(weeks), weeks[0], weeks[-1]) == (12, date(2026, 8, 31), date(2026, 11, 16))
    assert {week.weekday() for week in weeks} == {0}


def test_where_nothing_happened_there_is_a_line_too() -> None:
    one, two = date(2026, 1, 1), date(2026, 2, 1)
    assert filled([one, two], {two: (3, 1), date(2020, 1, 1): (9, 9)}) == [Contacts(one), Contacts(two, 3, 1)]
