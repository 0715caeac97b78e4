"""On what ground somebody is contacted: what the message tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from coalition.platform.tenancy import Actor


@dataclass(frozen=True, slots=True)
class DecidingEvent:
    """The consent behind a contact; ``source`` only where the acting organization noted it itself."""

    effective_at: datetime
    said_by: str
    source: str


def deciding_event(actor: Actor, event_ids: Sequence[UUID]) -> DecidingEvent | None:
    """The first of the events that the acting organization may read."""
    if actor.organization_id is None or not event_ids:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT effective_at, actor_kind, source FROM commonlist.deciding_events(%s::uuid[])", [list(event_ids)]
        )
        row = cursor.fetchone()
    return DecidingEvent(*row) if row else None
