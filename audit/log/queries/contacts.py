"""Who was behind a contact, for the person who was contacted: the role, never a name."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from audit.log.models import Event, EventSubject
from coalition.platform.tenancy import Actor, owned

MOST = 1_000


def events_about(wide: Actor) -> list[tuple[UUID, datetime]]:
    """The newest events that are about the actor's identifiers, read in the person's own scope."""
    mine = owned(EventSubject.objects.all(), wide).order_by("-recorded_at")
    return list(mine.values_list("event_id", "recorded_at")[:MOST])


def roles_behind(events: Sequence[tuple[UUID, datetime]], attempts: Sequence[int]) -> dict[int, str]:
    """The role of whoever claimed each attempt, read in the scope of the organization that contacted."""
    if not events or not attempts:
        return {}
    moments = [moment for _, moment in events]
    found = Event.objects.filter(
        event_id__in=[event for event, _ in events],
        recorded_at__range=(min(moments), max(moments)),
        verb="consent.contact.claimed",
        object_ref__in=[str(attempt) for attempt in attempts],
    )
    return {int(attempt): role for attempt, role in found.values_list("object_ref", "actor_type")}
