"""Who a person is to one organization, in full: read once, for the deletion of everything about them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from coalition.platform.forgetting import Forgotten, Identifier
from coalition.platform.keys import ContactKind, InvalidContact, normalise_email, normalise_phone
from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.members import acting_organization
from orgs.queries.removals import kept_facts


def whom_to_forget(actor: Actor, person_ids: Sequence[int]) -> Forgotten:
    """The people with their identifiers opened, and the subjects that nobody else on the organization's list has."""
    people = list(owned(Constituent.objects.all(), actor).filter(pk__in=person_ids).order_by("pk"))
    ids = [person.pk for person in people]
    points = list(owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=ids).order_by("pk"))
    kept = [fact.value for fact in kept_facts(actor, ids) if fact.removal.name == "contact"]
    subjects = {point.subject_id for point in points} | {value["subject"] for value in kept}
    shared = owned(ContactPoint.objects.all(), actor).filter(subject_id__in=subjects).exclude(constituent_id__in=ids)
    alone = subjects - set(shared.values_list("subject_id", flat=True))
    return Forgotten(
        organization_id=actor.organization_id,
        people=tuple(ids),
        identifiers=_identifiers(
            actor,
            [point for point in points if point.subject_id in alone],
            [value for value in kept if value["subject"] in alone],
        ),
        names=tuple((person.given_name, person.family_name) for person in people),
        suppressed_for=actor.organization_id,
    )


def people_to_forget_again(
    actor: Actor, person_ids: Sequence[int], subject_ids: Collection[int], *, before: datetime
) -> list[int]:
    """Whom a restored backup brought back: those people, or whoever has one of the subjects, older than ``before``.

    A row number that was given out anew belongs to somebody younger than the erasure.
    """
    points = owned(ContactPoint.objects.all(), actor).filter(subject_id__in=list(subject_ids), created_at__lt=before)
    people = owned(Constituent.objects.all(), actor).filter(created_at__lt=before)
    named = people.filter(pk__in=list(person_ids)) | people.filter(pk__in=points.values("constituent_id"))
    return sorted(named.values_list("pk", flat=True))


def _identifiers(actor: Actor, points: list[ContactPoint], kept: list[dict[str, Any]]) -> tuple[Identifier, ...]:
    if not points and not kept:
        return ()
    key, region = data_key(actor), acting_organization(actor).region
    opened = {point.subject_id: (point.kind, open_contact(key, point)) for point in points}
    taken_off = {value["subject"]: (value["kind"], value["value"]) for value in kept}
    return tuple(
        Identifier(subject, kind, _normalised(kind, value, region), value)
        for subject, (kind, value) in (taken_off | opened).items()
    )


def _normalised(kind: str, value: str, region: str) -> str:
    try:
        return normalise_email(value) if kind == ContactKind.EMAIL else normalise_phone(value, region)
    except InvalidContact:
        return value
