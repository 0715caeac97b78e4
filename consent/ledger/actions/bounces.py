"""Bounces: a provider said that an address or number does not work. A block of the channel, never a withdrawal."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.actions.events import record_events
from consent.ledger.rules.new_event import NewEvent


def record_bounce(*, actor: Actor, now: datetime, subject_id: int, channel: str, reference: str = "") -> UUID:
    """Note that ``channel`` does not reach this identifier, for everybody; the event's id.

    ``reference`` is the provider's code. Whoever reported it may take it back. Raises PermissionDenied.
    """
    if not policies.can_report_block(actor):
        raise PermissionDenied
    event = NewEvent(
        subject_id=subject_id, kind="bounced", actor_kind="system", evidence=1, channel=channel, source="provider",
        method="bounce", evidence_ref=reference,
    )  # fmt: skip
    with transaction.atomic():
        ids = record_events(actor=actor, now=now, events=[event])
        record("consent.bounce.recorded", actor=actor, subjects=[subject_id], channel=channel, consent_event_ids=ids)
    return ids[0]
