"""The feed of the acting organization: entries in their order, filled in with how it calls its people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.obligations import open_obligations
from consent.propagation.models import FeedEntry
from consent.propagation.rules.entries import WITHDRAWAL, entry, entry_id
from orgs.models import Constituent, ContactPoint

PAGE = 100


def feed_after(actor: Actor, position: int, limit: int = PAGE) -> list[FeedEntry]:
    """Up to ``limit`` entries after ``position``, in order. A later one never has a smaller position."""
    mine = owned(FeedEntry.objects.all(), actor).filter(position__gt=position)
    return list(mine.order_by("position")[:limit])


def rendered(actor: Actor, entries: Sequence[FeedEntry]) -> list[dict[str, Any]]:
    """The entries as they are sent: people by the organization's own ids, nothing more about them."""
    people = {person for each in entries for person in each.payload.get("people", ())}
    known = owned(Constituent.objects.all(), actor).filter(pk__in=people)
    names = dict(known.values_list("pk", "external_id"))
    return [
        {"id": entry_id(each.pk), "position": each.position, **entry(each.topic, each.created_at, _data(each, names))}
        for each in entries
    ]


def _data(each: FeedEntry, names: dict[int, str]) -> dict[str, Any]:
    data = dict(each.payload)
    if "people" in data:
        data["people"] = [{"id": person, "external_id": names.get(person, "")} for person in data["people"]]
    return data


def withdrawals_to_tell(actor: Actor, limit: int) -> list[tuple[str, dict[str, Any], int | None]]:
    """Open duties that the feed does not have yet: (obligation id, payload, subject), oldest first."""
    told = owned(FeedEntry.objects.all(), actor).filter(topic=WITHDRAWAL, about=OuterRef("text"))
    waiting = open_obligations(actor).annotate(text=Cast("id", CharField())).exclude(Exists(told))
    found = list(waiting.order_by("created_at", "id")[:limit])
    people = people_by_subject(actor, (each.subject_id for each in found))
    return [
        (
            str(each.id),
            {
                "obligation": str(each.id),
                "kind": each.kind,
                "purpose": each.purpose,
                "channel": each.channel,
                "export": each.export,
                "recorded_at": each.created_at.isoformat(),
                "acknowledge_by": each.acknowledge_by.isoformat(),
                "attest_by": each.attest_by.isoformat(),
                "people": people.get(each.subject_id or 0, []),
            },
            each.subject_id,
        )
        for each in found
    ]


def people_by_subject(actor: Actor, subjects: Iterable[int | None]) -> dict[int, list[int]]:
    """The acting organization's people behind each identifier."""
    wanted = {subject for subject in subjects if subject is not None}
    points = owned(ContactPoint.objects.all(), actor).filter(subject_id__in=wanted).order_by("subject_id")
    found: dict[int, list[int]] = {}
    for subject, person in points.values_list("subject_id", "constituent_id").distinct():
        found.setdefault(subject, []).append(person)
    return found


def holders_to_tell() -> list[int]:
    """Organizations with duties that their feed does not have yet: for the platform's own rounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commonlist.holders_to_tell()")
        return [holder for (holder,) in cursor.fetchall()]


def organizations_with_deliveries(now: datetime) -> list[int]:
    """Organizations with deliveries that are due: for the platform's own rounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commonlist.organizations_with_deliveries(%s)", [now])
        return [organization for (organization,) in cursor.fetchall()]
