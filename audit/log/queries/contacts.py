"""Who was behind a contact, for the person who was contacted: the role, never a name."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from audit.log.models import Event, EventSubject
from coalition.platform.tenancy import Actor, owned

MARGIN = timedelta(hours=1)  # an event carries the time at which its transaction began


def events_between(wide: Actor, moments: Sequence[datetime]) -> list[tuple[UUID, datetime]]:
    """The events about the actor's identifiers from the first to the last moment, read in the person's own scope."""
    if not moments:
        return []
    span = (min(moments) - MARGIN, max(moments) + MARGIN)
    mine = owned(EventSubject.objects.all(), wide).filter(recorded_at__range=span)
    return list(mine.values_list("event_id", "recorded_at"))


def roles_behind(events: Sequence[tuple[UUID, datetime]], attempts: Sequence[int]) -> dict[int, str]:
    """The role of whoever claimed each attempt, read in the scope of the organization that contacted."""
    if not events or not attempts:
        return {}
    found = Event.objects.filter(
        event_id__in=[event for event, _ in events],
        recorded_at__in={moment for _, moment in events},
        verb="consent.contact.claimed",
        object_ref__in=[str(attempt) for attempt in attempts],
    )
    return {int(attempt): role for attempt, role in found.values_list("object_ref", "actor_type")}
