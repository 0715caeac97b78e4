"""The organization's own people behind events: found by their contact points' subjects."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404

from audit.explorer import policies
from coalition.platform.tenancy import Actor, owned
from orgs.models import ContactPoint
from orgs.queries.visible import closed_to, is_closed, name_shown, visible_people
from sharing.models import CallListEntry


@dataclass(frozen=True, slots=True)
class Someone:
    """One of the acting organization's people."""

    id: int
    name: str


def person(actor: Actor, person_id: int) -> Someone:
    """One person of the acting organization. Raises Http404."""
    found = visible_people(actor).filter(pk=person_id).first()
    if found is None or not policies.can_see_people_in_events(actor):
        raise Http404
    return Someone(found.pk, str(found))


def people_named(actor: Actor, text: str, *, limit: int = 10) -> list[Someone]:
    """The first few people whose names contain every word of ``text``."""
    if not policies.can_see_people_in_events(actor) or not text.split():
        return []
    matches = Q()
    for word in text.split()[:5]:
        matches &= Q(given_name__icontains=word) | Q(family_name__icontains=word)
    found = visible_people(actor).filter(matches).order_by("family_name", "given_name", "id")
    return [Someone(one.pk, str(one)) for one in found[:limit]]


def subjects_of_person(actor: Actor, person_id: int) -> tuple[int, ...]:
    """The consent subjects of a person's contact points."""
    points = owned(ContactPoint.objects.all(), actor).filter(constituent_id=person_id)
    return tuple(sorted(points.values_list("subject_id", flat=True)))


def people_of(actor: Actor, subjects: Mapping[uuid.UUID, set[int]]) -> dict[uuid.UUID, list[Someone]]:
    """The people of each event: of those who share a phone, the ones with most of the event's subjects."""
    if not policies.can_see_people_in_events(actor):
        return {}
    wanted = {subject for of_event in subjects.values() for subject in of_event}
    points = owned(ContactPoint.objects.all(), actor).filter(subject_id__in=wanted).select_related("constituent")
    points = points.annotate(closed=closed_to(actor, "constituent"))
    holders: dict[int, list[Someone]] = {}
    for point in points.order_by("constituent_id"):
        someone = Someone(point.constituent_id, name_shown(point.constituent, closed=is_closed(point)))
        holders.setdefault(point.subject_id, []).append(someone)
    return {event_id: _closest(of_event, holders) for event_id, of_event in subjects.items()}


def people_on_entries(actor: Actor, entry_ids: Sequence[int]) -> dict[str, list[Someone]]:
    """The one person of each call list entry, by the entry's id as events have it: exact, also in a household."""
    if not policies.can_see_people_in_events(actor) or not entry_ids:
        return {}
    entries = owned(CallListEntry.objects.all(), actor).filter(pk__in=entry_ids).select_related("constituent")
    return {
        str(entry.pk): [Someone(entry.constituent_id, name_shown(entry.constituent, closed=is_closed(entry)))]
        for entry in entries.annotate(closed=closed_to(actor, "constituent"))
    }


def _closest(subjects: set[int], holders: Mapping[int, Sequence[Someone]]) -> list[Someone]:
    shared: dict[Someone, int] = {}
    for subject in subjects:
        for someone in holders.get(subject, ()):
            shared[someone] = shared.get(someone, 0) + 1
    most = max(shared.values(), default=0)
    return sorted((one for one, count in shared.items() if count == most), key=lambda one: (one.name, one.id))
