"""Postal addresses of a person beside the main one: adding, removing, making one the main one."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.district_places import place_person
from orgs.actions.keeping import keep_fact
from orgs.models import AddressKind, Constituent, PostalAddress, Removal
from orgs.queries.addresses import LINES, get_address
from orgs.queries.people import get_person, subjects_of

MOST = 10  # of one person, beside the main one


class TooMany(ValueError):
    """A person has no more than ``MOST``."""


def add_address(*, actor: Actor, now: datetime, person_id: int, kind: str, lines: Mapping[str, str]) -> None:
    """Add an address; the first of all becomes the main one. Raises PermissionDenied, Http404, TooMany."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        kept = {name: lines.get(name, "") for name in LINES}
        if not any(getattr(person, name) for name in LINES):
            _write(actor, person, now, kind, kept)
        else:
            _add(actor, person, kind, kept)
        _record("orgs.address.added", actor, person)


def add_further_address(*, actor: Actor, now: datetime, person_id: int, kind: str, lines: Mapping[str, str]) -> None:
    """Add an address beside the main one, whether there is one or not. Raises PermissionDenied, Http404, TooMany."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        _add(actor, person, kind, {name: lines.get(name, "") for name in LINES})
        _record("orgs.address.added", actor, person)


def remove_address(*, actor: Actor, now: datetime, person_id: int, address_id: int) -> Removal:
    """Take an address that is not the main one off the record; it can be put back. Raises PermissionDenied, Http404."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        address = get_address(actor, person, address_id)
        value = {name: getattr(address, name) for name in ("kind", *LINES)}
        removal = keep_fact(actor=actor, now=now, person_id=person.pk, fact="address", value=value)
        address.delete()
        _record("orgs.address.removed", actor, person)
    return removal


def choose_address(*, actor: Actor, now: datetime, person_id: int, address_id: int) -> None:
    """Make an address the main one; the one that was takes its place. Raises PermissionDenied, Http404."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        address = get_address(actor, person, address_id)
        before = {name: getattr(person, name) for name in LINES}
        kind = person.address_kind or AddressKind.OTHER
        _write(actor, person, now, address.kind, {name: getattr(address, name) for name in LINES})
        if any(before.values()):
            for name, value in before.items():
                setattr(address, name, value)
            address.kind = kind
            address.save(update_fields=["kind", *LINES])
        else:
            address.delete()
        _record("orgs.address.chosen", actor, person)


def _add(actor: Actor, person: Constituent, kind: str, lines: Mapping[str, str]) -> None:
    if owned(PostalAddress.objects.all(), actor).filter(constituent=person).count() >= MOST:
        raise TooMany
    PostalAddress.objects.create(organization_id=person.organization_id, constituent=person, kind=kind, **lines)


def _write(actor: Actor, person: Constituent, now: datetime, kind: str, lines: Mapping[str, str]) -> None:
    for name, value in lines.items():
        setattr(person, name, value)
    person.address_kind = kind
    person.updated_at = now
    person.save(update_fields=["address_kind", "updated_at", *LINES])
    place_person(actor, person.pk)


def _record(verb: str, actor: Actor, person: Constituent) -> None:
    record(verb, actor=actor, object_type="constituent", subjects=subjects_of(actor, person.pk))
