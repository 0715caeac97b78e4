"""By when a request must be answered."""

from datetime import date

import pytest

from consent.requests.rules.deadlines import days_left, term_for

FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("country", "kind", "received", "due"),
    [
        ("DE", "access", date(2026, 1, 31), date(2026, 2, 28)),
        ("FR", "erase", date(2026, 11, 20), date(2026, 12, 20)),
        ("ES", "access", date(2026, 12, 15), date(2027, 1, 15)),
        ("GB", "object", date(2028, 1, 31), date(2028, 2, 29)),
        ("AR", "access", FRIDAY, date(2026, 11, 30)),
        ("AR", "erase", FRIDAY, date(2026, 11, 27)),
        ("AR", "correct", date(2026, 11, 21), date(2026, 11, 27)),  # a Saturday: Monday is the first day
        ("MX", "erase", FRIDAY, date(2026, 12, 18)),
        ("BR", "access", FRIDAY, date(2026, 12, 5)),
        ("US", "erase", FRIDAY, date(2027, 1, 4)),
        ("US", "object", FRIDAY, date(2026, 12, 11)),
        ("ZZ", "access", FRIDAY, date(2026, 12, 20)),
    ],
)
def test_the_day_to_answer_by(country: str, kind: str, received: date, due: date) -> None:
    assert term_for(country, kind).due(received) == due


def test_an_extension_counts_from_the_day_of_receipt() -> None:
    assert term_for("DE", "access").extended(date(2026, 11, 30)) == date(2027, 2, 28)
    assert term_for("MX", "access").extended(FRIDAY) == date(2027, 1, 15)
    assert term_for("AR", "erase").extended(FRIDAY) is None


def test_every_term_names_its_source() -> None:
    for country, kind in [("DE", "access"), ("AR", "erase"), ("MX", "object"), ("US", "complain"), ("ZZ", "erase")]:
        assert term_for(country, kind).source


def test_days_left_turn_negative() -> None:
    assert days_left(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert days_left(date(2026, 11, 20), date(2026, 11, 22)) == -2
