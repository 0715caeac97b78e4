"""Files of people: what they are for, by which channels their readers will reach the people, and their columns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from orgs.rules.columns import FIELDS
from orgs.rules.fields import Field
from orgs.rules.people_columns import COLUMNS as TABLE
from orgs.rules.people_columns import CUSTOM

MOST = 1_000_000  # people of one file; a sheet of a workbook holds 1,048,576 rows
KEPT = timedelta(hours=24)  # how long a file can be downloaded
PURPOSES: dict[str, Any] = {
    "mailing": _("To write to them: letters, labels, a mailing service of ours"),
    "calling": _("To call or text them with another tool of ours"),
    "event": _("For an event: a list for the door, name badges"),
    "moving": _("To bring them into another system of ours"),
    "analysis": _("To count and compare, without contacting anybody"),
    "other": _("Something else: say what in a few words"),
}
CHANNELS: dict[str, Any] = {
    "email": _("By e-mail: the address"),
    "phone": _("By phone: the number"),
    "sms": _("By text message: the number"),
    "post": _("By post: the street address"),
}
# The kind of contact point that a channel goes by; a letter goes by the address of the record.
KINDS = {"email": "email", "phone": "phone", "sms": "phone"}
# What stands in the file for each channel; an import by Commonlist knows these headings.
CONTACT_HEADINGS: dict[str, Any] = {
    "email": FIELDS["email"],
    "phone": FIELDS["phone"],
    "sms": _("Number for texts"),
    "post": FIELDS["street"],
}
FORMATS: dict[str, Any] = {
    "csv": _("CSV"),
    "excel": _("CSV for Excel"),
    "xlsx": _("Excel workbook"),
}
# The columns to choose from, each with the group of facts that somebody must see to get it.
COLUMNS: dict[str, tuple[Any, Field]] = {
    "given_name": (FIELDS["given_name"], Field.NAME),
    "family_name": (FIELDS["family_name"], Field.NAME),
    "preferred_name": (_("Goes by"), Field.NAME),
    "honorific": (FIELDS["honorific"], Field.NAME),
    "pronouns": (_("Pronouns"), Field.FACTS),
    "type": (FIELDS["type"], Field.NAME),
    "external_id": (FIELDS["external_id"], Field.NAME),
    "city": (FIELDS["city"], Field.NAME),
    "region": (FIELDS["region"], Field.NAME),
    "postal_code": (_("Postal code"), Field.ADDRESS),
    "country": (FIELDS["country"], Field.NAME),
    "birth_date": (FIELDS["birth_date"], Field.BIRTHDAY),
    "language": (FIELDS["language"], Field.FACTS),
    "languages": (_("Languages they speak"), Field.FACTS),
    "job_title": (FIELDS["job_title"], Field.FACTS),
    "interests": (FIELDS["interests"], Field.FACTS),
    "skills": (_("Skills"), Field.FACTS),
    "tags": (TABLE["tags"], Field.FACTS),
    "roles": (TABLE["roles"], Field.FACTS),
    "districts": (TABLE["districts"], Field.FACTS),
    "engagement": (TABLE["engagement"], Field.HISTORY),
    "last": (TABLE["last"], Field.HISTORY),
    "steward": (TABLE["steward"], Field.FACTS),
    "donor": (TABLE["donor"], Field.GIVING),
    "given": (_("Given in total"), Field.AMOUNTS),
    "note": (FIELDS["note"], Field.NOTE),
    "added": (TABLE["added"], Field.NAME),
}
USUAL = ("given_name", "family_name", "city", "postal_code")


def columns_seen(seen: Iterable[Field], custom: Mapping[str, str]) -> dict[str, Any]:
    """The columns for whoever sees these groups of facts and these custom fields: code to heading."""
    groups = frozenset(seen)
    return {code: label for code, (label, group) in COLUMNS.items() if group in groups} | dict(custom)


def headings(columns: Sequence[str], channels: Sequence[str], custom: Mapping[str, str]) -> list[str]:
    """The first row of the file: the columns, then what the channels need."""
    named = [custom[code] if code.startswith(CUSTOM) else str(COLUMNS[code][0]) for code in columns]
    return named + [str(CONTACT_HEADINGS[channel]) for channel in channels]


def added_up(counts: Mapping[str, int], more: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Counts by reason, with more of them."""
    found = dict(counts)
    for reason, people in more:
        found[reason] = found.get(reason, 0) + people
    return {reason: people for reason, people in found.items() if people}
