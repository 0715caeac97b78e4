"""Putting back what was taken off one person's record: an address, a handle, a skill, a role, a number."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor
from consent.ledger.actions.subjects import end_holdings
from orgs import policies
from orgs.actions.addresses import add_further_address
from orgs.actions.contact_changes import ContactNote, change_contact
from orgs.actions.contacts import AlreadyKnown, NewContact, add_contacts
from orgs.actions.roles import InvalidRole, add_role
from orgs.actions.skills import InvalidSkill, set_skill
from orgs.actions.social import TooMany, add_social
from orgs.models import Constituent, Removal
from orgs.queries.dead_addresses import is_held
from orgs.queries.people import contact_points, get_person, subjects_of
from orgs.queries.removals import KeptFact, kept_by, kept_facts


class CannotReturn(ValueError):
    """It does not go back: ``reason`` is known (somebody else has the address now), overlap (of roles), or many."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_removed_facts(*, actor: Actor, now: datetime, person_id: int) -> tuple[Constituent, list[KeptFact]]:
    """A person, and what was taken off their record and can be put back, with the reading recorded.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        kept = kept_facts(actor, [person.pk], now)
        record("orgs.person.read", actor=actor, object_type="constituent", subjects=subjects_of(actor, person.pk),
               detail={"removed": True})  # fmt: skip
    return person, kept


def restore_person_fact(actor: Actor, removal: Removal, now: datetime) -> int:
    """Put it back onto the record; whose it is. It is called inside the transaction of the undo.

    Raises PermissionDenied, Http404 (also for a person who was erased since), CannotReturn.
    """
    kept = next(iter(kept_by(actor, [removal])), None)
    if kept is None:
        raise Http404
    get_person(actor, kept.person_id)
    by: dict[str, Any] = {"actor": actor, "now": now, "person_id": kept.person_id}
    try:
        RETURN[removal.name](by, kept.value)
    except AlreadyKnown as known:
        raise CannotReturn("known") from known
    except InvalidRole as role:
        raise CannotReturn("overlap") from role
    except (TooMany, InvalidSkill) as many:
        raise CannotReturn("many") from many
    return kept.person_id


def let_go(actor: Actor, removals: list[Removal]) -> None:
    """Say of addresses and numbers that cannot be put back any more that the organization does not hold them."""
    kept = kept_by(actor, [removal for removal in removals if removal.name == "contact"])
    gone = [each.value["subject"] for each in kept if not is_held(actor, each.value["subject"])]
    if gone:
        end_holdings(actor=actor, subject_ids=gone)


def _address(by: dict[str, Any], value: dict[str, Any]) -> None:
    kind = value.pop("kind")
    add_further_address(**by, kind=kind, lines=value)


def _social(by: dict[str, Any], value: dict[str, Any]) -> None:
    add_social(**by, **value)


def _skill(by: dict[str, Any], value: dict[str, Any]) -> None:
    set_skill(**by, **value)


def _role(by: dict[str, Any], value: dict[str, Any]) -> None:
    since, until = (date.fromisoformat(value[day]) if value[day] else None for day in ("since", "until"))
    add_role(**by, role=value["role"], since=since, until=until)


def _contact(by: dict[str, Any], value: dict[str, Any]) -> None:
    new = NewContact(ContactKind(value["kind"]), value["value"])
    (point,) = add_contacts(**by, contacts=[new], unproven=value["unproven"])
    others = [each for each in contact_points(by["actor"], by["person_id"]) if each.kind == point.kind]
    first = value["preferred"] and not any(each.preferred for each in others)
    change_contact(**by, point_id=point.pk, note=ContactNote(value["label"], first, value["wrong"]))


RETURN: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "address": _address,
    "social": _social,
    "skill": _skill,
    "role": _role,
    "contact": _contact,
}
