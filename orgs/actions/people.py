"""Adding and changing people by hand, opening their page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.actions.blocks import mark_minor
from orgs.actions.contacts import NewContact, add_contacts
from orgs.actions.district_places import place_person
from orgs.models import Constituent, ConstituentInterest, Interest
from orgs.queries.consent import ConsentPage, person_consent
from orgs.queries.people import Known, contact_points, get_person, known

Fact = str | date | list[str] | None  # a date for the birthday, a list for the languages
FACTS = (
    "given_name", "preferred_name", "family_name", "honorific", "pronouns", "language", "languages", "time_zone",
    "address_kind", "street", "city", "region", "postal_code", "country", "job_title", "note", "birth_date",
)  # fmt: skip


def read_person(*, actor: Actor, now: datetime, person_id: int) -> Known:
    """Everything known of a person, with the reading recorded. Raises PermissionDenied, Http404."""
    if not policies.can_read_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        page = known(actor, person_id)
        record("orgs.person.read", actor=actor, object_type="constituent", subjects=page.subject_ids)
    return page


def read_consent(*, actor: Actor, now: datetime, person_id: int, on: date | None = None) -> ConsentPage:
    """A person's consent, now and at the end of the day ``on``, with the reading recorded.

    Raises PermissionDenied, Http404.
    """
    if not policies.can_read_consent(actor):
        raise PermissionDenied
    with transaction.atomic():
        page = person_consent(actor, person_id, on=on)
        record(
            "orgs.person.read",
            actor=actor,
            object_type="constituent",
            subjects=page.subject_ids,
            detail={"consent": True},
        )
    return page


def add_person(
    *,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Fact],
    interests: Sequence[str] = (),
    contacts: Sequence[NewContact] = (),
    type: str = Constituent.Type.PERSON,
) -> Constituent:
    """Add a person or an organization by hand.

    Raises PermissionDenied, InvalidContact, AlreadyKnown; then nothing is added.
    """
    if not policies.can_edit_people(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        person = Constituent.objects.create(
            organization_id=actor.organization_id,
            type=type,
            source="by hand",
            **{name: facts[name] for name in FACTS if name in facts},
        )
        _set_interests(actor, person, interests)
        points = add_contacts(actor=actor, now=now, person_id=person.pk, contacts=contacts)
        if person.postal_code:
            place_person(actor, person.pk)
        record(
            "orgs.person.added",
            actor=actor,
            object_type="constituent",
            subjects=[point.subject_id for point in points],
            detail={"source": "by_hand"},
        )
    return person


def change_person(
    *, actor: Actor, now: datetime, person_id: int, facts: Mapping[str, Fact], interests: Sequence[str]
) -> Constituent:
    """Change the facts given and set the interests. Raises PermissionDenied, Http404."""
    if not policies.can_edit_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        changed = [name for name in FACTS if name in facts and getattr(person, name) != facts[name]]
        for name in changed:
            setattr(person, name, facts[name])
        person.updated_at = now
        person.save(update_fields=[*changed, "updated_at"])
        _set_interests(actor, person, interests)
        if "postal_code" in changed:
            place_person(actor, person.pk)
        if "birth_date" in changed:
            mark_minor(actor=actor, now=now, person_id=person.pk)
        record(
            "orgs.person.changed",
            actor=actor,
            object_type="constituent",
            subjects=[point.subject_id for point in contact_points(actor, person_id)],
            detail={"fields": ",".join(changed)},
        )
    return person


def _set_interests(actor: Actor, person: Constituent, names: Sequence[str]) -> None:
    wanted = {" ".join(name.split()) for name in names if name.strip()}
    organization = person.organization_id
    Interest.objects.bulk_create(
        [Interest(organization_id=organization, name=name) for name in sorted(wanted)], ignore_conflicts=True
    )
    chosen = owned(Interest.objects.all(), actor).filter(name__in=wanted)
    owned(ConstituentInterest.objects.all(), actor).filter(constituent=person).exclude(interest__in=chosen).delete()
    ConstituentInterest.objects.bulk_create(
        [
            ConstituentInterest(organization_id=organization, constituent=person, interest=interest)
            for interest in chosen
        ],
        ignore_conflicts=True,
    )
