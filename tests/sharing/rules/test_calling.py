"""Hours in the person's zone, numbers as people write them, scripts filled in."""

from datetime import UTC, datetime, timedelta

import pytest

from sharing.rules.calling import calls_start_at, dialled, filled, formatted, may_call_at, zones_of
from sharing.rules.outcomes import OUTCOMES, called_again_after

LOS_ANGELES, NEW_YORK = "America/Los_Angeles", "America/New_York"
NOON_UTC = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # 4:00 in Los Angeles, 7:00 in New York


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+14155550142", (LOS_ANGELES,)),
        ("+12125550142", (NEW_YORK,)),
        ("+18005550142", (NEW_YORK,)),  # toll-free says nothing: the organization's
        ("nonsense", (NEW_YORK,)),
    ],
)
def test_zones_come_from_the_number_else_the_organization(number: str, zones: tuple[str, ...]) -> None:
    assert zones_of(number, NEW_YORK) == zones


@pytest.mark.parametrize(("hour", "allowed"), [(16, False), (17, True), (23, True), (3, True), (4, False)])
def test_calls_are_allowed_from_nine_until_twenty(hour: int, allowed: bool) -> None:
    moment = NOON_UTC.replace(hour=hour)
    assert may_call_at(moment, (LOS_ANGELES,), 9, 20) is allowed


def test_a_number_of_two_zones_needs_both() -> None:
    fourteen = NOON_UTC.replace(hour=14)  # 9:00 in New York, 6:00 in Los Angeles
    assert may_call_at(fourteen, (NEW_YORK,), 9, 20)
    assert not may_call_at(fourteen, (NEW_YORK, LOS_ANGELES), 9, 20)


def test_the_whole_day_is_always() -> None:
    assert all(may_call_at(NOON_UTC + timedelta(hours=hour), (LOS_ANGELES,), 0, 24) for hour in range(24))


def test_calls_start_again_in_the_morning() -> None:
    assert calls_start_at(NOON_UTC, (LOS_ANGELES,), 9, 20) == NOON_UTC.replace(hour=17)
    evening = NOON_UTC.replace(hour=5)  # 21:00 the day before
    assert calls_start_at(evening, (LOS_ANGELES,), 9, 20) == NOON_UTC.replace(hour=17)
    noon = NOON_UTC.replace(hour=20)
    assert calls_start_at(noon, (LOS_ANGELES,), 9, 20) == noon


def test_zones_that_never_meet_wait_a_day() -> None:
    zones = ("Asia/Tokyo", LOS_ANGELES)
    assert calls_start_at(NOON_UTC, zones, 9, 10) == NOON_UTC + timedelta(days=1)


def test_numbers_are_written_as_people_there_write_them() -> None:
    assert formatted("+14155550142", "US") == "(415) 555-0142"
    assert formatted("+525512345678", "US") == "+52 55 1234 5678"
    assert formatted("no number", "US") == "no number"
    assert dialled("(415) 555-0142", "US") == "+14155550142"
    assert dialled("no number", "US") == "no number"


def test_scripts_are_filled_in_and_nothing_else_is_read() -> None:
    script = "Hola {name}, soy {caller} de {organization}. {secret} {0}"
    assert filled(script, name="Ana", caller="Jo", organization="Alder") == "Hola Ana, soy Jo de Alder. {secret} {0}"


def test_outcomes_have_a_key_each_and_only_a_refusal_is_final() -> None:
    assert [outcome.key for outcome in OUTCOMES.values()] == ["1", "2", "3", "4", "5", "9"]
    assert [code for code, outcome in OUTCOMES.items() if outcome.final] == ["do_not_call"]


def test_nobody_is_called_more_than_three_times() -> None:
    assert called_again_after("no_answer", 2) == timedelta(hours=20)
    assert called_again_after("no_answer", 3) is None
    assert called_again_after("talked", 0) is None
