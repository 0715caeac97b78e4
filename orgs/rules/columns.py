"""Matching columns to fields: by heading; where that is ambiguous, by the first values; else the importer decides."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from orgs.rules.headings import AMBIGUOUS, FIELD_HEADINGS, PREFIXES
from orgs.rules.words import fold

FIELDS = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "full_name": _("Full name"),
    "honorific": _("Salutation (Ms, Dr …)"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "street": _("Street address"),
    "city": _("City"),
    "region": _("State or region"),
    "postal_code": _("Postal code (kept as text)"),
    "country": _("Country"),
    "job_title": _("Job title"),
    "birth_date": _("Date of birth"),
    "external_id": _("ID in your own system"),
    "type": _("Person or organization"),
    "interests": _("Interests"),
    "language": _("Language"),
    "note": _("Note"),
    "no_email": _("Do not e-mail"),
    "yes_email": _("Accepts e-mail"),
    "no_phone": _("Do not call"),
    "yes_phone": _("Accepts calls"),
    "no_sms": _("Do not text"),
    "yes_sms": _("Accepts text messages"),
    "no_post": _("No post"),
    "no_contact": _("Do not contact at all"),
    "yes_share": _("May share with the coalition"),
    "no_share": _("Do not share"),
    "deceased": _("Deceased"),
}
# Several columns may fill these.
REPEATABLE = frozenset(
    {"email", "phone", "interests", "note", "no_email", "no_phone", "no_sms", "no_post", "no_contact", "no_share"}
)
IGNORE = ""
_BY_HEADING = {heading: field for field, headings in FIELD_HEADINGS.items() for heading in headings}
_HONORIFICS = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "prof", "sr", "sra", "srta", "don", "honorable"})


@dataclass(frozen=True, slots=True)
class Match:
    """A column and the field it goes to. ``field`` empty: not imported. ``candidates``: the importer must choose."""

    heading: str
    field: str = IGNORE
    candidates: tuple[str, ...] = ()


def known(heading: str) -> bool:
    """Whether a cell is a heading we understand, for sure or with a question."""
    plain = _plain(heading)
    return plain in _BY_HEADING or plain in AMBIGUOUS


def match_columns(headings: Sequence[str], first_values: Sequence[Sequence[str]] = ()) -> list[Match]:
    """One Match for each heading. ``first_values`` holds some cells of each column, in the order of the headings."""
    values = [*first_values, *([()] * (len(headings) - len(first_values)))]
    matches = [Match(heading, _certain(heading)) for heading in headings]
    fields = {match.field for match in matches}
    for index, match in enumerate(matches):
        if match.field == IGNORE:
            matches[index] = _ambiguous(match.heading, [value for value in values[index] if value], fields)
    return _once_each(matches)


def _plain(heading: str) -> str:
    plain = fold(heading)
    if plain in _BY_HEADING:
        return plain
    for prefix in PREFIXES:
        rest = plain.removeprefix(f"{prefix} ")
        if rest != plain:
            rest = _plain(rest)
            return rest if rest in _BY_HEADING or rest in AMBIGUOUS else plain
    return plain


def _certain(heading: str) -> str:
    return _BY_HEADING.get(_plain(heading), IGNORE)


def _ambiguous(heading: str, values: Sequence[str], fields: set[str]) -> Match:
    candidates = AMBIGUOUS.get(_plain(heading))
    if not candidates:
        return Match(heading)
    if "full_name" in candidates and "given_name" in candidates and "family_name" in fields:
        return Match(heading, "given_name")
    decided = _by_values(candidates, values) if values else None
    return Match(heading, decided) if decided else Match(heading, candidates=candidates)


_FITTING = {
    "email": ("email",),
    "phone": ("phone",),
    "honorific": ("honorific",),
    "words": ("full_name", "job_title"),
    "word": ("job_title",),
    "address": ("street",),
}


def _by_values(candidates: tuple[str, ...], values: Sequence[str]) -> str | None:
    """The candidate that two thirds of the values look like."""
    votes = Counter(name for value in values for name in _FITTING[_look(value)] if name in candidates)
    name, count = next(iter(votes.most_common(1)), ("", 0))
    return name if count * 3 >= len(values) * 2 and count else None


def _look(value: str) -> str:
    if "@" in value:
        return "email"
    if re.fullmatch(r"[\d\s().+/-]{7,}", value):
        return "phone"
    if fold(value) in _HONORIFICS:
        return "honorific"
    if re.search(r"\d", value):
        return "address"
    return "words" if " " in value.strip() else "word"


def _once_each(matches: list[Match]) -> list[Match]:
    """Two columns for a field that holds one value: the importer chooses which."""
    claims = Counter(match.field for match in matches if match.field and match.field not in REPEATABLE)
    twice = {field for field, count in claims.items() if count > 1}
    return [
        replace(match, field=IGNORE, candidates=(match.field,)) if match.field in twice else match for match in matches
    ]


def problems_of(chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with a choice of fields: ``(code, field)`` for each; empty when it can be used.

    ``chosen`` maps headings to fields (empty: not imported). Codes: ``nobody`` (no name, e-mail, phone or ID),
    ``twice`` (a field that holds one value, chosen twice), ``unknown`` (no such field).
    """
    fields = Counter(field for field in chosen.values() if field)
    found = [("unknown", field) for field in fields if field not in FIELDS]
    found += [("twice", field) for field, count in fields.items() if count > 1 and field not in REPEATABLE]
    if not fields.keys() & {"given_name", "family_name", "full_name", "email", "phone", "external_id"}:
        found.append(("nobody", ""))
    return found
