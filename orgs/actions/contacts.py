"""Contact points by hand: adding one with its consent, showing one through the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.keys import ContactKind, identifier, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.events import record_events
from consent.ledger.actions.gate import Refusal, claim_contact, finish_attempt
from consent.ledger.actions.subjects import ensure_subjects, record_holdings
from consent.ledger.rules.new_event import NewEvent
from orgs import policies
from orgs.actions.blocks import mark_minor
from orgs.models import Constituent, ContactPoint, Organization
from orgs.queries.contacts import data_key, open_contact, seal_contact
from orgs.queries.held import stewarded
from orgs.queries.households import household_of
from orgs.queries.members import acting_organization
from orgs.queries.people import contact_points, get_person


class AlreadyKnown(ValueError):
    """A person of the same given name holds this address or number; ``person_id`` says who."""

    def __init__(self, person_id: int) -> None:
        super().__init__("already known")
        self.person_id = person_id


@dataclass(frozen=True, slots=True)
class NewContact:
    """An address or number, and how the person agreed to its use ("" means they were not asked)."""

    kind: ContactKind
    value: str
    basis: str = ""


def add_contacts(
    *, actor: Actor, now: datetime, person_id: int, contacts: Sequence[NewContact], unproven: bool = False
) -> list[ContactPoint]:
    """Add addresses and numbers to a person; with a basis the organization may use them.

    A basis becomes ``contact`` for this organization at E1 on the channel of the kind. Without one nobody may
    contact them by it. ``unproven``: the word of a visit in the portal that proved another identifier is all there is
    for it. Raises PermissionDenied, Http404, InvalidContact, AlreadyKnown; then nothing is added.
    """
    if not policies.can_edit_people(actor) or actor.organization_id is None:
        raise PermissionDenied
    organization = acting_organization(actor)
    with transaction.atomic():
        person = get_person(actor, person_id)
        points = [_add(actor, now, organization, person, each, unproven) for each in contacts]
        mark_minor(actor=actor, now=now, person_id=person.pk)
        return points


def _add(
    actor: Actor,
    now: datetime,
    organization: Organization,
    person: Constituent,
    contact: NewContact,
    unproven: bool,
) -> ContactPoint:
    written = identifier(contact.kind, _normalised(organization, contact))
    _refuse_known(actor, person, list(written.keys.values()))
    key = written.keys[settings.PEPPER_VERSIONS[-1]]
    subject = ensure_subjects([written])[key]
    value = contact.value.strip()
    sealed = seal_contact(data_key(actor), value, organization_id=organization.pk, contact_key=key)
    point, _ = ContactPoint.objects.get_or_create(
        organization=organization,
        constituent=person,
        contact_key=key,
        defaults={"kind": contact.kind.value, "sealed": sealed, "subject_id": subject, "unproven": unproven},
    )
    record_holdings(actor=actor, subject_ids=[subject], source="by hand")
    if contact.basis:
        record_events(actor=actor, now=now, events=[_agreed(person, subject, contact)])
    record(
        "orgs.contact.added",
        actor=actor,
        object_type="contact_point",
        subjects=[subject],
        channel=contact.kind.value,
        detail={"basis": bool(contact.basis)},
    )
    return point


def trust_contacts(*, actor: Actor, now: datetime, people: Sequence[int], subject_ids: Sequence[int]) -> int:
    """Note that identifiers which came by a correction are the person's: a visit that read everything proved them.

    How many there were. Raises PermissionDenied for anybody but the platform.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        points = owned(ContactPoint.objects.all(), actor).filter(
            constituent_id__in=people, subject_id__in=subject_ids, unproven=True
        )
        found = sorted(points.values_list("subject_id", flat=True))
        if found:
            points.update(unproven=False)
            record("orgs.contact.trusted", actor=actor, object_type="contact_point", subjects=found)
    return len(found)


@dataclass(frozen=True, slots=True)
class Revealed:
    """An address or number, to be shown once."""

    point: ContactPoint
    value: str


def reveal_contact(*, actor: Actor, now: datetime, person_id: int, point_id: int) -> Revealed | Refusal:
    """Show a contact point to a member: through the gate, as an attempt of which nobody knows what came of it.

    Refused, too, where a steward asks others to keep away.
    Raises PermissionDenied, Http404, also for one that is marked as wrong.
    """
    if not policies.can_read_contact_points(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        points = contact_points(actor, person.pk)
        point = next((each for each in points if each.pk == point_id), None)
        if point is None or point.wrong:  # a stranger would be called
            raise Http404
        if stewarded(actor).filter(constituent=person).exists():
            return Refusal("stewarded")
        subjects = [each.subject_id for each in points]
        verdict = claim_contact(
            actor=actor,
            now=now,
            contacted=point.subject_id,
            subject_ids=subjects,
            channel=point.kind,
            reference="reveal",
            hold=False,
            household=household_of(actor, person),
        )
        if isinstance(verdict, Refusal):
            return verdict
        value = open_contact(data_key(actor), point)
        finish_attempt(actor=actor, now=now, attempt_id=verdict.attempt_id, state="uncertain", outcome="revealed")
        record(
            "orgs.contact.revealed",
            actor=actor,
            object_type="contact_point",
            subjects=[point.subject_id],
            channel=point.kind,
            purpose="contact",
            consent_event_ids=verdict.event_ids,
        )
    return Revealed(point, value)


def _normalised(organization: Organization, contact: NewContact) -> str:
    if contact.kind is ContactKind.EMAIL:
        return normalise_email(contact.value)
    return normalise_phone(contact.value, organization.region)


def _refuse_known(actor: Actor, person: Constituent, keys: list[bytes]) -> None:
    # Another given name on the same number is a household: two people.
    same = owned(ContactPoint.objects.all(), actor).filter(
        contact_key__in=keys, constituent__given_name__iexact=person.given_name
    )
    other = same.exclude(constituent=person).values_list("constituent_id", flat=True).first()
    if other is not None:
        raise AlreadyKnown(other)


def _agreed(person: Constituent, subject: int, contact: NewContact) -> NewEvent:
    return NewEvent(
        subject_id=subject,
        kind="granted",
        actor_kind="staff",
        evidence=1,
        recipient_organization=person.organization_id,
        purpose="contact",
        channel=contact.kind.value,
        source=contact.basis,
        legal_basis="consent",
        named=person.given_name,
    )
