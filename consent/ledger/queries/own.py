"""What a person reads of themselves, in their own scope: holdings, contacts, events."""

from django.db import models

from coalition.platform.tenancy import Actor, owned
from consent.ledger.models import Attempt, ConsentEvent, Holding
from consent.ledger.rules.facts import Fact


def holdings_of(actor: Actor) -> models.QuerySet[Holding]:
    """Which organizations hold the actor's identifiers, oldest first."""
    return owned(Holding.objects.all(), actor).order_by("since", "id")


def attempts_of(actor: Actor) -> models.QuerySet[Attempt]:
    """Contacts by any of the actor's identifiers, newest first."""
    return owned(Attempt.objects.all(), actor).order_by("-started_at", "-id")


def events_of(actor: Actor) -> models.QuerySet[ConsentEvent]:
    """Consent events on any of the actor's identifiers, newest first."""
    return owned(ConsentEvent.objects.all(), actor).order_by("-effective_at", "-recorded_at", "-id")


def facts_of(actor: Actor) -> list[Fact]:
    """The same events as the rule reads them."""
    return [
        Fact(
            id=event.id,
            kind=event.kind,
            effective_at=event.effective_at,
            recorded_at=event.recorded_at,
            recipient_organization=event.recipient_organization_id,
            recipient_coalition=event.recipient_coalition_id,
            campaign=event.campaign,
            purpose=event.purpose,
            channel=event.channel,
            until=event.until,
            actor_kind=event.actor_kind,
            evidence=event.evidence,
        )
        for event in events_of(actor)
    ]
