"""Saving what a person chose: it works before the answer arrives."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import lock_subjects, record_events, withdraw
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from consent.portal.actions.looking import Overview
from consent.portal.rules.choices import Change
from consent.portal.rules.sentences import grant_notice

SOURCE = "portal"
FORM_OF_THE_PLATFORM = 3


def save_choices(*, actor: Actor, now: datetime, subject_id: int, overview: Overview, changes: Sequence[Change]) -> str:
    """Write every change, all or none; the reference of the receipt.

    A no reaches the proven identifier and, one hop away, every identifier of the records that hold it; a yes speaks
    for the proven one alone. Raises JournalUnavailable, when nothing has changed.
    """
    wide = Actor(role="subject", subject_ids=overview.subjects, membership_ref=actor.membership_ref)
    with transaction.atomic(), acting(wide):
        lock_subjects(overview.subjects)
        event_ids: list[UUID] = []
        for change in changes:
            if not change.allow:
                event_ids += _stop(wide, now, overview, change)
        granted = [_grant(wide, now, subject_id, overview, change) for change in changes if change.allow]
        if granted:
            event_ids += record_events(actor=wide, now=now, events=granted)
        reference = issue_receipt(actor=wide, now=now, subject_id=subject_id, event_ids=event_ids)
        record(
            "portal.choices.saved",
            actor=wide,
            object_type="receipt",
            object_ref=reference,
            subjects=[subject_id],
            detail={"changes": len(changes)},
        )
    return reference


def _stop(wide: Actor, now: datetime, overview: Overview, change: Change) -> tuple[UUID, ...]:
    everybody = change.organization is None
    return withdraw(
        actor=wide,
        now=now,
        subject_ids=overview.subjects,
        scope=Withdrawal(recipient_organization=change.organization, channel=change.channel),
        source=SOURCE,
        holders=[each.id for each in overview.holders] if everybody else [],
    ).event_ids


def _grant(wide: Actor, now: datetime, subject_id: int, overview: Overview, change: Change) -> NewEvent:
    organization = change.organization or 0
    notice = ensure_notice(
        actor=wide,
        now=now,
        name="portal choice",
        language=get_language() or "en",
        text=grant_notice(overview.names[organization], change.channel),
        recipients=[overview.names[organization]],
    )
    return NewEvent(
        subject_id=subject_id,
        kind="granted",
        actor_kind="person",
        evidence=FORM_OF_THE_PLATFORM,
        recipient_organization=organization,
        purpose="contact",
        channel=change.channel,
        notice_id=notice,
        legal_basis="consent",
        source=SOURCE,
    )
