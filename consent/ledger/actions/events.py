"""Recording what people said. Append-only; negatives reach the journal before they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.actions.journal import journal_negatives
from consent.ledger.rules.household import name_key
from consent.ledger.rules.new_event import NewEvent, Withdrawal

BLOCK = 10_000
NEGATIVE_KINDS = (
    "refused",
    "withdrawn",
    "objected",
    "paused",
    "do_not_contact",
    "deceased",
    "bounced",
    "complained",
    "minor",
)

# A negative is never later than the moment it is recorded; the clock is read after the subjects are locked.
_INSERT = """
INSERT INTO consent_event (
    id, subject_id, kind, actor_kind, evidence, recipient_organization_id, recipient_coalition_id, campaign, purpose,
    channel, effective_at, until, notice_id, legal_basis, source, method, authority, evidence_ref,
    named, source_organization_id, recorded_at)
SELECT e.id, e.subject_id, e.kind, e.actor_kind, e.evidence, e.recipient_organization, e.recipient_coalition,
       e.campaign, e.purpose, e.channel,
       CASE WHEN e.kind = ANY (%s::text[]) THEN least(coalesce(e.effective_at, clock.moment), clock.moment)
            ELSE coalesce(e.effective_at, clock.moment) END,
       e.until, e.notice_id, e.legal_basis, e.source, e.method, e.authority, e.evidence_ref, e.named,
       %s::bigint, clock.moment
  FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::smallint[], %s::bigint[], %s::bigint[],
              %s::bigint[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::bigint[], %s::text[],
              %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[])
       AS e(id, subject_id, kind, actor_kind, evidence, recipient_organization, recipient_coalition, campaign, purpose,
            channel, effective_at, until, notice_id, legal_basis, source, method, authority, evidence_ref, named),
       (SELECT clock_timestamp() AS moment) clock
"""
_ORDER = (
    "id", "subject_id", "kind", "actor_kind", "evidence", "recipient_organization", "recipient_coalition", "campaign",
    "purpose", "channel", "effective_at", "until", "notice_id", "legal_basis", "source",
    "method", "authority", "evidence_ref",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal wrote."""

    event_ids: tuple[UUID, ...]


def record_events(*, actor: Actor, now: datetime, events: Sequence[NewEvent]) -> tuple[UUID, ...]:
    """Append the events, in one transaction with their audit event; their ids.

    Subjects are locked first, in sorted order, so that a negative among them takes effect at once for every gate.
    Raises PermissionDenied when the actor may not say one of them.
    """
    if not all(policies.can_record_event(actor, event) for event in events):
        raise PermissionDenied
    with transaction.atomic():
        subjects = sorted({event.subject_id for event in events})
        if any(event.kind in NEGATIVE_KINDS for event in events):
            lock_subjects(subjects)
        _insert(actor, events)
        ids = tuple(event.id for event in events)
        journal_negatives(ids)
        record(
            "consent.event.recorded",
            actor=actor,
            subjects=subjects,
            consent_event_ids=ids if len(ids) <= 100 else (),
            organizations={event.recipient_organization for event in events if event.recipient_organization},
            detail={"events": len(ids)},
        )
    return ids


def withdraw(
    *,
    actor: Actor,
    now: datetime,
    subject_ids: Sequence[int],
    scope: Withdrawal,
    kind: str = "withdrawn",
    actor_kind: str = "person",
    evidence: int = 3,
    source: str = "",
    method: str = "",
    until: datetime | None = None,
    holders: Sequence[int] = (),
) -> Withdrawn:
    """Stop what ``scope`` says, for every one of the person's subjects, with effect before this returns.

    It waits for contacts in hand-over, then no gate lets one through. ``kind`` may be any negative (``paused`` needs
    ``until``). ``holders`` are organizations that must learn of it. Raises PermissionDenied, and JournalUnavailable
    when it could not be made safe against a restored backup.
    """
    subjects = sorted(set(subject_ids))
    if not policies.can_withdraw(actor, subjects, scope):
        raise PermissionDenied
    events = [_negative(subject, scope, kind, actor_kind, evidence, source, method, until) for subject in subjects]
    with transaction.atomic():
        lock_subjects(subjects)
        _insert(actor, events)
        ids = tuple(event.id for event in events)
        journal_negatives(ids)
        record(
            "consent.withdrawal.recorded",
            actor=actor,
            subjects=subjects,
            campaign=scope.campaign,
            channel=scope.channel,
            purpose=scope.purpose,
            consent_event_ids=ids,
            organizations=[*holders, *([scope.recipient_organization] if scope.recipient_organization else [])],
            detail={"kind": kind, "said_by": actor_kind, "everybody": scope == Withdrawal()},
        )
    return Withdrawn(ids)


def lock_subjects(subjects: Sequence[int]) -> None:
    """Lock the subjects' rows, in sorted order, until the transaction ends: no gate passes meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.lock_subjects(%s::bigint[], false)", [list(subjects)])


def _negative(  # one event, written out
    subject: int,
    scope: Withdrawal,
    kind: str,
    actor_kind: str,
    evidence: int,
    source: str,
    method: str,
    until: datetime | None,
) -> NewEvent:
    return NewEvent(
        subject_id=subject,
        kind=kind,
        actor_kind=actor_kind,
        evidence=evidence,
        source=source,
        method=method,
        until=until,
        **{each.name: getattr(scope, each.name) for each in fields(scope)},
    )


def _insert(actor: Actor, events: Sequence[NewEvent]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(events), BLOCK):
            block = events[start : start + BLOCK]
            columns: list[list[object]] = [[getattr(event, name) for event in block] for name in _ORDER]
            columns.append([name_key(event.subject_id, event.named) if event.named else None for event in block])
            cursor.execute(_INSERT, [list(NEGATIVE_KINDS), actor.organization_id, *columns])
