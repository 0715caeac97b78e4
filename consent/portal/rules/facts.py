"""The plain facts of a record, each with its name in words."""

from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.requests.rules.words import language_in_words


class Facts(Protocol):
    """What a record says of a person."""

    honorific: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    language: str
    birth_date: date | None
    job_title: str
    note: str
    external_id: str


def facts_in_words(person: Facts) -> tuple[tuple[str, str], ...]:
    """Pairs of label and value, without those that are empty."""
    born = date_format(person.birth_date, "DATE_FORMAT") if person.birth_date else ""
    address = ", ".join(part for part in (person.street, person.postal_code, person.city, person.region) if part)
    pairs = (
        (_("Form of address"), person.honorific),
        (_("Address"), ", ".join(part for part in (address, person.country) if part)),
        (_("Language"), language_in_words(person.language)),
        (_("Date of birth"), born),
        (_("Occupation"), person.job_title),
        (_("Note"), person.note),
        (_("Number in its own files"), person.external_id),
    )
    return tuple((label, value) for label, value in pairs if value)
