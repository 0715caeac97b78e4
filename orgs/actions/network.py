"""Reading who is tied to a person, and who can introduce us to them; each reading is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Constituent, ContactPoint
from orgs.queries.engagement import Closeness, closeness_of
from orgs.queries.introductions import Way, introductions
from orgs.queries.people import contact_points, get_person


@dataclass(frozen=True, slots=True)
class Introductions:
    """The ways to a person, and how close they are to us already."""

    person: Constituent
    ways: list[Way]
    closeness: Closeness


def read_relationships(*, actor: Actor, now: datetime, person_id: int) -> Constituent:
    """The person whose ties are read, with the reading recorded. Raises PermissionDenied, Http404, RestrictedRecord."""
    if not policies.can_read_people(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        record(
            "orgs.person.read",
            actor=actor,
            object_type="constituent",
            subjects=[point.subject_id for point in contact_points(actor, person_id)],
            detail={"relationships": True},
        )
    return person


def find_introductions(*, actor: Actor, now: datetime, person_id: int) -> Introductions:
    """Who can introduce us to a person, with the reading of everybody named recorded.

    Raises PermissionDenied, Http404, RestrictedRecord.
    """
    if not policies.can_ask_for_introductions(actor):
        raise PermissionDenied
    with transaction.atomic():
        person = get_person(actor, person_id)
        ways = introductions(actor, person_id, now.date())
        named = {person_id, *(stop.person.pk for way in ways for stop in way.stops if stop.person)}
        points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=named)
        record(
            "orgs.introductions.read",
            actor=actor,
            object_type="constituent",
            subjects=sorted(set(points.values_list("subject_id", flat=True))),
            detail={"ways": len(ways)},
        )
        return Introductions(person, ways, closeness_of(actor, person_id, now))
