"""Showing enough to be recognised, and no more; everything only to whoever has proven enough."""

from collections.abc import Mapping, Sequence

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


def shown(held: Mapping[int, Sequence[Held]], *, second: int | None, full: bool) -> dict[int, list[Record]]:
    """What a person sees of the records that hold the identifier they proved, by organization.

    ``second`` is the other identifier they proved, ``full`` whether they have proven enough to read everything.
    Several records of one organization are a household: the person is the one that holds ``second`` too, and the
    others are initials. In full are records that hold ``second``, and those of the same given name elsewhere;
    without ``second`` all of them, unless their names say that several people share the address.
    """
    own = {organization: _own(records, second) for organization, records in held.items()}
    open_ids = {(organization, each.id) for organization, each in _in_full(own, second)} if full else set()
    return {
        organization: [
            _record(each, own=each is own[organization], full=(organization, each.id) in open_ids) for each in records
        ]
        for organization, records in held.items()
    }


def _own(records: Sequence[Held], second: int | None) -> Held | None:
    if len(records) == 1:
        return records[0]
    sure = [each for each in records if second in _subjects(each)]
    return sure[0] if len(sure) == 1 else None


def _in_full(own: Mapping[int, Held | None], second: int | None) -> list[tuple[int, Held]]:
    mine = [(organization, each) for organization, each in own.items() if each is not None]
    sure = [each.given_name for _, each in mine if second in _subjects(each)]
    names = sure or [each.given_name for _, each in mine]
    alike = [pair for pair in mine if all(compatible(pair[1].given_name, name) for name in names)]
    return alike if second is not None or len(alike) == len(mine) else []


def _record(held: Held, *, own: bool, full: bool) -> Record:
    return Record(
        id=held.id,
        name=_name(held, own=own, full=full),
        source=held.source,
        points=held.points if full else tuple(Point(each.kind, _masked(each), each.subject) for each in held.points),
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


def _subjects(held: Held) -> set[int]:
    return {point.subject for point in held.points}
