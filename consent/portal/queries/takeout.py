"""Everything for the download: what one organization notes in full, and what the ledger says of the person."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, owned
from consent.ledger.queries.own import obligations_of
from consent.ledger.queries.told import receipts_of
from consent.portal.queries.records import organization_names
from consent.requests.queries.own import requests_of
from orgs.models import Interaction
from orgs.queries.money_held import money_held

Row = dict[str, Any]


def notes_of(own: Actor, people: Collection[int]) -> QuerySet[Interaction]:
    """The history of the acting organization's people, newest first."""
    told = owned(Interaction.objects.all(), own).filter(constituent_id__in=people).select_related("topic")
    return told.order_by("-occurred_at", "-id")


def interactions_of(own: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """The history of each person, newest first, without who of the organization it was."""
    found: dict[int, list[Row]] = defaultdict(list)
    for each in notes_of(own, people):
        found[each.constituent_id].append(
            {
                "kind": each.kind,
                "occurred_at": each.occurred_at.isoformat(),
                "summary": each.summary,
                "text": each.body,
                "outcome": each.outcome,
                "tone": each.sentiment,
                "topic": each.topic.name if each.topic else "",
                "published_in": each.outlet,
                "link": each.link,
                "source": each.source,
            }
        )
    return found


def money_of(own: Actor, people: Collection[int]) -> dict[int, list[Row]]:
    """Each person's gifts, recurring plans, asks, and what they were thought to be able to give."""
    return {person: [each.row() for each in rows] for person, rows in money_held(own, people).items()}


def duties_of(wide: Actor) -> list[Row]:
    """What organizations had to do about a no, and how far they are."""
    return [
        {
            "organization": each.holder.name,
            "about": each.kind,
            "state": each.state,
            "answer": each.attestation,
            "since": each.created_at.isoformat(),
        }
        for each in obligations_of(wide)
    ]


def papers_of(actor: Actor) -> tuple[list[Row], list[Row]]:
    """Receipts and requests of the person."""
    receipts = [
        {"reference": each.reference, "issued_at": each.issued_at.isoformat(), "document": each.document}
        for each in receipts_of(actor)
    ]
    found = requests_of(actor)
    names = organization_names(sorted({each.organization for each in found}))
    requests = [
        {
            "reference": each.reference,
            "organization": names.get(each.organization, ""),
            "kind": each.kind,
            "state": each.state,
            "received_on": each.received_on.isoformat(),
            "due_on": each.due_on.isoformat(),
        }
        for each in found
    ]
    return receipts, requests
