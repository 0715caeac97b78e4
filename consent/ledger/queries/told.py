"""What a person takes along of the ledger: every event with the words they were told, and their receipts."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coalition.platform.tenancy import Actor, owned
from consent.ledger.models import ConsentEvent, Receipt
from consent.ledger.queries.own import events_of

HARD = ("deceased", "do_not_contact", "minor")


def receipts_of(actor: Actor) -> QuerySet[Receipt]:
    """The actor's receipts, newest first."""
    return owned(Receipt.objects.all(), actor).order_by("-issued_at", "-id")


def said_from(actor: Actor, subjects: Collection[int]) -> frozenset[UUID]:
    """The events that the person said by one of these identifiers: those of its receipts."""
    receipts = owned(Receipt.objects.all(), actor).filter(subject__in=list(subjects))
    return frozenset(event for ids in receipts.values_list("event_ids", flat=True) for event in ids)


def reporters_of(actor: Actor) -> dict[UUID, str]:
    """Which organization reported each hard block of the person, by event; without those that the person set."""
    found = events_of(actor).filter(kind__in=HARD, source_organization__isnull=False)
    return dict(found.values_list("id", "source_organization__name"))


def signal_was_heard(actor: Actor) -> bool:
    """Whether an objection by the browser's signal (GPC) was recorded for one of the actor's identifiers."""
    return events_of(actor).filter(method="signal", kind="objected").exists()


def events_told(actor: Actor) -> list[dict[str, Any]]:
    """Every event on the actor's identifiers as plain values, newest first."""
    events = events_of(actor).select_related("notice", "recipient_organization", "recipient_coalition")
    return [_told(each) for each in events]


def _told(event: ConsentEvent) -> dict[str, Any]:
    recipients = (event.recipient_organization, event.recipient_coalition)
    return {
        "id": str(event.id),
        "kind": event.kind,
        "purpose": event.purpose,
        "channel": event.channel,
        "recipient": next((each.name for each in recipients if each is not None), ""),
        "effective_at": event.effective_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "until": event.until.isoformat() if event.until else None,
        "said_by": event.actor_kind,
        "evidence": event.evidence,
        "how": event.method,
        "notice": event.notice.text if event.notice else None,
    }
