"""Reading the log: the parties' table first (its index is ordered by time), then the events."""

import base64
import binascii
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from audit.log.models import Event, EventParty
from coalition.platform.tenancy import Actor, owned

__all__ = [
    "Event", "EventFilter", "EventPage", "Place", "events", "newest_events", "read_place", "subjects_of_events",
    "written_place",
]  # fmt: skip
Place = tuple[datetime, uuid.UUID]

_PAGE = """
SELECT event.*
  FROM ({parties}) party
  JOIN audit_event event ON event.recorded_at = party.recorded_at AND event.event_id = party.event_id
 WHERE {conditions}
 ORDER BY party.recorded_at DESC, party.event_id DESC
 LIMIT %s
"""
_ABOUT = "(event.event_id, event.recorded_at) IN (SELECT * FROM commonlist.events_about(%s::bigint[]))"


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a reader looks for: ``verbs`` only, or everything ``without`` some.

    ``since`` and ``until`` are instants, the latter excluded; ``subjects`` are consent subject ids (``None``: anybody,
    empty: nobody); ``after`` is the last place of the page before.
    """

    verbs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    organization: int | None = None
    campaign: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    subjects: tuple[int, ...] | None = None
    after: Place | None = None

    def conditions(self) -> tuple[str, list[Any]]:
        """The filter as SQL over ``event`` and ``party``, with its parameters."""
        one = "%s IN (event.acting_organization, event.on_behalf_of, event.owner_organization)"
        parts: list[tuple[str, list[Any]]] = [
            ("event.verb = ANY (%s)", [list(self.verbs)] if self.verbs else []),
            ("event.verb <> ALL (%s)", [list(self.without)] if self.without else []),
            (one, [self.organization] if self.organization is not None else []),
            ("event.campaign = %s", [self.campaign] if self.campaign is not None else []),
            ("party.recorded_at >= %s", [self.since] if self.since else []),
            ("party.recorded_at < %s", [self.until] if self.until else []),
            (_ABOUT, [list(self.subjects)] if self.subjects is not None else []),
            ("(party.recorded_at, party.event_id) < (%s, %s)", list(self.after) if self.after else []),
        ]
        used = [(text, values) for text, values in parts if values]
        return " AND ".join(["true", *(text for text, _ in used)]), [value for _, values in used for value in values]


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events, newest first; ``older`` is the place to go on from, when there is more."""

    events: list[Event]
    older: Place | None


def events(actor: Actor, wanted: EventFilter, *, size: int = 50) -> EventPage:
    """One page of the events of which the acting organization or coalition is a party."""
    parties = owned(EventParty.objects.all(), actor).values("event_id", "recorded_at")
    try:
        parties_sql, parties_values = parties.query.sql_with_params()
    except EmptyResultSet:
        return EventPage([], None)
    conditions, values = wanted.conditions()
    statement = _PAGE.format(parties=parties_sql, conditions=conditions)
    found = list(Event.objects.raw(statement, [*parties_values, *values, size + 1]))
    shown = found[:size]
    older = (shown[-1].recorded_at, shown[-1].event_id) if len(found) > size else None
    return EventPage(shown, older)


def newest_events(
    actor: Actor, *, verbs: Sequence[str] = (), campaign: int | None = None, size: int = 10
) -> list[Event]:
    """The newest few events of the acting organization or coalition: a dashboard's recent activity."""
    return events(actor, replace(EventFilter(), verbs=tuple(verbs), campaign=campaign), size=size).events


def subjects_of_events(actor: Actor, event_ids: Sequence[uuid.UUID], *, at_most: int = 8) -> dict[uuid.UUID, set[int]]:
    """Up to ``at_most`` consent subjects of each event of which the acting organization is a party."""
    if actor.organization_id is None or not event_ids:
        return {}
    found: dict[uuid.UUID, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT event_id, subject_id FROM commonlist.subjects_of_events(%s::uuid[], %s)", [list(event_ids), at_most]
        )
        for event_id, subject_id in cursor.fetchall():
            found.setdefault(event_id, set()).add(subject_id)
    return found


def written_place(place: Place) -> str:
    """A place in the log as text for an address."""
    return base64.urlsafe_b64encode(f"{place[0].isoformat()} {place[1].hex}".encode()).decode().rstrip("=")


def read_place(text: str) -> Place | None:
    """The place that ``written_place`` wrote; ``None`` for anything else."""
    try:
        moment, _, event_id = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
        at = datetime.fromisoformat(moment)
        return (at, uuid.UUID(event_id)) if at.tzinfo else None
    except (ValueError, binascii.Error):
        return None
