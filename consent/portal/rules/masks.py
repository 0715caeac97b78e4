"""Showing enough to be recognised, and no more; everything only to whoever has proven enough."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from consent.portal.rules.records import Held, Point, Record
from orgs.rules.names import compatible


def masked_email(address: str) -> str:
    """``ana@mail.example`` as ``a…@mail.example``."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}".lower()


def masked_phone(number: str) -> str:
    """The last two digits of a number."""
    digits = [character for character in number if character.isdigit()]
    return f"…{''.join(digits[-2:])}"


def shown(
    held: Mapping[int, Sequence[Held]], *, second: int | None, full: bool, first: int | None = None
) -> dict[int, list[Record]]:
    """What a person sees of the records that hold the identifier they proved, by organization.

    ``second`` is the other identifier they proved, ``full`` whether they have proven enough to read everything. Theirs
    are the records that hold ``second`` too, and those of the same given name elsewhere; without ``second`` all of
    them, unless the lists say that several people share the address. The others are initials. A record to which
    ``first``, the identifier of the visit, came by a correction is never shown in full.
    """
    own = _own(held, second)
    return {
        organization: [
            _record(each, own=mine, full=full and mine and not _unproven(each, first))
            for each in records
            for mine in [(organization, each.id) in own]
        ]
        for organization, records in held.items()
    }


def _own(held: Mapping[int, Sequence[Held]], second: int | None) -> set[tuple[int, int]]:
    found = {organization: each for organization, records in held.items() if (each := _one(records, second))}
    sure = [each.given_name for each in found.values() if second in _subjects(each)]
    names = sure or [each.given_name for records in held.values() for each in records]
    alike = {
        (organization, each.id)
        for organization, each in found.items()
        if second in _subjects(each) or all(compatible(each.given_name, name) for name in names)
    }
    return alike if sure or len(alike) == sum(map(len, held.values())) else set()


def _one(records: Sequence[Held], second: int | None) -> Held | None:
    # Several records of one organization are a household: the person is the one that holds ``second`` too.
    if len(records) == 1:
        return records[0]
    sure = [each for each in records if second in _subjects(each)]
    return sure[0] if len(sure) == 1 else None


def _record(held: Held, *, own: bool, full: bool) -> Record:
    return Record(
        id=held.id,
        name=_name(held, own=own, full=full),
        source=held.source,
        points=held.points if full else tuple(replace(each, text=_masked(each)) for each in held.points),
        interactions=held.interactions,
        own=own,
        full=full,
        place=held.place if own else "",
        interests=held.interests if own else (),
        skills=held.skills if own else (),
        preferred_channel=held.preferred_channel if own else "",
        facts=held.facts if full else (),
        given_name=held.given_name if own else "",
    )


def _name(held: Held, *, own: bool, full: bool) -> str:
    if full:
        return f"{held.given_name} {held.family_name}".strip()
    if own and held.given_name:
        return f"{held.given_name} {held.family_name[:1]}.".strip() if held.family_name else held.given_name
    return " ".join(f"{part[0]}." for part in (held.given_name, held.family_name) if part)


def _masked(point: Point) -> str:
    return masked_email(point.text) if point.kind == "email" else masked_phone(point.text)


def _unproven(held: Held, first: int | None) -> bool:
    return any(point.subject == first and point.unproven for point in held.points)


def _subjects(held: Held) -> set[int]:
    return {point.subject for point in held.points}
