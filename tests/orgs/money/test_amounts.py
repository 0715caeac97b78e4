"""Amounts and days as people type them, and whether an ask fits."""

from datetime import date
from decimal import Decimal

import pytest

from orgs.rules.asks import Band, LastAsk, misfits
from orgs.rules.currencies import CURRENCIES, SMALL_UNITS, currency_of, decimals
from orgs.rules.money import (
    MoneyRefused,
    day_problem,
    names_an_amount,
    parse_amount,
    parse_currency,
    year_before,
)


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("50", "USD", "50.00"),
        ("1,200.50", "USD", "1200.50"),
        ("1.200,50", "USD", "1200.50"),
        ("1 200.5", "USD", "1200.50"),
        ("1.200", "USD", "1200.00"),
        ("1.200", "KWD", "1.200"),
        ("1,200.125", "KWD", "1200.125"),
        ("12,34,567.50", "INR", "1234567.50"),
        ("1'000'000", "CHF", "1000000.00"),
        ("$35", "USD", "35.00"),
        (".5", "USD", "0.50"),
        ("5000", "JPY", "5000"),
        ("١٢", "EGP", "12.00"),
        ("0,1", "EUR", "0.10"),
        ("900000000000", "IDR", "900000000000.00"),
    ],
)
def test_an_amount_is_read_exactly(text: str, currency: str, amount: str) -> None:
    assert parse_amount(text, currency) == Decimal(amount)
    assert str(parse_amount(text, currency)) == amount


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("", "USD", "empty"),
        (" \u00a0", "USD", "empty"),
        ("-5", "USD", "negative"),
        ("\u22125", "USD", "negative"),
        ("(5)", "USD", "negative"),
        ("0", "USD", "zero"),
        ("0.00", "USD", "zero"),
        ("-0", "USD", "zero"),
        ("1e5", "USD", "unreadable"),
        ("NaN", "USD", "unreadable"),
        ("Infinity", "USD", "unreadable"),
        ("fifty", "USD", "unreadable"),
        ("1,2,3", "USD", "unreadable"),
        ("1.2.3", "USD", "unreadable"),
        ("1234,567", "USD", "unreadable"),
        ("9" * 31, "USD", "unreadable"),
        ("0.001", "USD", "too_fine"),
        ("5.5", "JPY", "too_fine"),
        ("1,000,000,001", "USD", "too_much"),
        ("99999999999999", "IDR", "too_much"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str, code: str) -> None:
    with pytest.raises(MoneyRefused) as refused:
        parse_amount(text, currency)
    assert refused.value.code == code


def test_a_currency_is_one_of_iso_4217() -> None:
    assert parse_currency(" usd ") == "USD"
    for text in ("", "XXX", "US", "DOLLARS", "BTC"):
        with pytest.raises(MoneyRefused, match="currency"):
            parse_currency(text)
    assert set(CURRENCIES) >= SMALL_UNITS
    assert (len(CURRENCIES) > 150, "DEM" in CURRENCIES) == (True, False)
    assert [decimals(currency) for currency in ("USD", "JPY", "KWD")] == [2, 0, 3]
    assert [currency_of(region) for region in ("US", "MX", "ES", "CH", "ZZ")] == ["USD", "MXN", "EUR", "CHF", ""]


def test_days_are_from_1900_until_today() -> None:
    today = date(2026, 11, 22)
    assert day_problem(date(1899, 12, 31), today) == "before_1900"
    assert day_problem(date(1900, 1, 1), today) == ""
    assert day_problem(today, today) == ""
    assert day_problem(date(2026, 11, 23), today) == "future"
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Roof of the hall", False),
        ("Asked for $35", True),
        ("5,000 EUR a year", True),
        ("EUR5", True),
        ("Europe tour with 20 people", False),
        ("USD gift", False),
    ],
)
def test_a_line_that_names_a_sum_is_found(words: str, named: bool) -> None:
    assert names_an_amount(words) is named


def test_an_ask_far_from_what_is_known_is_noticed() -> None:
    rich = Band("USD", Decimal(10_000), Decimal(50_000))
    before = LastAsk("money", date(2025, 1, 1), Decimal(500), "USD")
    day = date(2026, 1, 1)

    def codes(amount: int, bands: list[Band], last: LastAsk | None = None, on: date = day) -> tuple[str, ...]:
        return misfits(Decimal(amount), "USD", on, bands, last)

    assert codes(35, [rich]) == ("below_capacity",)
    assert codes(1_000, [rich]) == ("below_capacity",)
    assert codes(1_001, [rich]) == ()
    assert codes(60_000, [rich]) == ("above_capacity",)
    assert codes(60_000, [Band("USD", Decimal(10_000), None)]) == ()
    assert codes(35, [Band("EUR", Decimal(10_000), None)]) == ("other_currency",)
    assert codes(50, [], before) == ("below_last",)
    assert codes(5_000, [], before) == ("above_last",)
    assert codes(500, [], before) == ()
    assert codes(500, [], before, date(2025, 1, 30)) == ("soon",)
    assert codes(500, [], LastAsk("money", date(2025, 1, 1), Decimal(5), "EUR")) == ()
