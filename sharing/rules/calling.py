"""When a person may be called: the campaign's hours, in the zone the person lives in."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as phone_zones

UNKNOWN = "Etc/Unknown"
MANY = 4  # a number that could be in more zones than this (a mobile of a large country) says nothing


def zones_of(number: str, otherwise: str) -> tuple[str, ...]:
    """The zones a number (E.164) may be in, else the organization's."""
    try:
        found = phone_zones.time_zones_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        found = ()
    known = tuple(zone for zone in found if zone != UNKNOWN and _exists(zone))
    return known if known and len(known) <= MANY else (otherwise,)


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def may_call_at(moment: datetime, zones: Sequence[str], first_hour: int, end_hour: int) -> bool:
    """Whether ``moment`` is within the hours in every zone the person may be in; 0 to 24 is always."""
    return all(first_hour <= moment.astimezone(ZoneInfo(zone)).hour < end_hour for zone in zones)


def calls_start_at(moment: datetime, zones: Sequence[str], first_hour: int, end_hour: int) -> datetime:
    """The next full quarter of an hour, within two days, at which calling is allowed in every zone; else a day later.

    ``moment`` itself when it is allowed now.
    """
    if may_call_at(moment, zones, first_hour, end_hour):
        return moment
    quarter = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    for step in range(1, 2 * 24 * 4 + 1):
        later = quarter + timedelta(minutes=15 * step)
        if may_call_at(later, zones, first_hour, end_hour):
            return later
    return moment + timedelta(days=1)


def formatted(number: str, region: str) -> str:
    """The number as people of ``region`` write it; the international way for numbers of another country."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    own = phonenumbers.country_code_for_region(region) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if own else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def dialled(number: str, region: str) -> str:
    """The number in E.164, as a ``tel:`` link needs it; as it was given when it cannot be read."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, region), phonenumbers.PhoneNumberFormat.E164)
    except phonenumbers.NumberParseException:
        return number


def filled(script: str, *, name: str, caller: str, organization: str) -> str:
    """The script with ``{name}``, ``{caller}`` and ``{organization}`` put in; anything else stays as written."""
    for placeholder, value in (("{name}", name), ("{caller}", caller), ("{organization}", organization)):
        script = script.replace(placeholder, value)
    return script
