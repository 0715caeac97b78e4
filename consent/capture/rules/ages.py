"""How old somebody is, and from when they may agree for themselves."""

from datetime import date

from consent.capture.rules.definition import MAJORITY

DEFAULT = 16
# Where the law sets another age at which children agree to online services by themselves (GDPR art. 8).
BY_REGION = {
    "AT": 14, "BE": 13, "BG": 14, "CY": 14, "CZ": 15, "DK": 13, "EE": 13, "ES": 14, "FI": 13, "FR": 15, "GB": 13,
    "GR": 15, "IT": 14, "LT": 14, "LV": 13, "MT": 13, "NO": 13, "PT": 13, "SE": 13, "SI": 15,
}  # fmt: skip


def age_of_consent(region: str) -> int:
    """The age in a country (ISO 3166) from which a person agrees for themselves."""
    return BY_REGION.get(region, DEFAULT)


def birthday(born: date, years: int) -> date:
    """The day on which somebody is ``years`` old; those born on 29 February on 1 March where there is none."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def needs_guardian(born: date | None, today: date, age: int) -> bool:
    """Whether somebody is too young to agree for themselves."""
    return born is not None and birthday(born, age) > today


def is_minor(born: date | None, today: date) -> bool:
    """Whether somebody is under 18: nothing about them is passed on."""
    return born is not None and birthday(born, MAJORITY) > today
