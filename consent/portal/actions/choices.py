"""Saving what a person chose: it works before the answer arrives."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import lock_subjects, record_events, withdraw
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.queries.told import signal_was_heard
from consent.ledger.rules.new_event import NewEvent, Withdrawal
from consent.portal.actions.lifting import refuse_unproven
from consent.portal.rules.choices import CHANNELS, PASSING, PASSING_ON, Change
from consent.portal.rules.months import months_later
from consent.portal.rules.overview import Overview
from consent.portal.rules.sentences import grant_notice, passing_notice

SOURCE = "portal"
FORM_OF_THE_PLATFORM = 3
KINDS = {"block": "do_not_contact", "object": "objected", "pause": "paused"}
LIFTS = {"resume": "resumed", "unblock": "do_not_contact_lifted", "alive": "deceased_lifted"}


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: the reference of the receipt, and whether the browser's signal (GPC) was recorded with it."""

    reference: str
    signal: bool


def save_choices(
    *,
    actor: Actor,
    now: datetime,
    subject_id: int,
    overview: Overview,
    changes: Sequence[Change],
    signal: bool = False,
    proven: Collection[int] = (),
) -> Saved:
    """Write every change, all or none.

    A no reaches the proven identifier and, one hop away, every identifier of the records that hold it; a yes speaks
    for the proven one alone and, where it is certain whose record that is, by name. With ``signal`` (the browser sends
    ``Sec-GPC: 1``) an objection to ``share`` and ``match`` is written too, once, unless the person says yes to one of
    them here. What was said by another identifier of the record is taken back only by who has
    ``proven`` that one too. Raises NotProven and JournalUnavailable, when nothing has changed.
    """
    wide = Actor(role="subject", subject_ids=overview.subjects, membership_ref=actor.membership_ref)
    with transaction.atomic(), acting(wide):
        lock_subjects(overview.subjects)
        refuse_unproven(wide, now, overview, [each for each in changes if each.allow], {subject_id, *proven})
        event_ids: list[UUID] = []
        for change in changes:
            if not change.allow:
                event_ids += _stop(wide, now, overview, change)
        heard = signal and _signal_is_new(wide, changes)
        if heard:
            event_ids += _object_to_passing(wide, now, overview, "signal")
        allowed = [
            event for change in changes if change.allow for event in _allow(wide, now, subject_id, overview, change)
        ]
        if allowed:
            event_ids += record_events(actor=wide, now=now, events=allowed)
        reference = issue_receipt(actor=wide, now=now, subject_id=subject_id, event_ids=event_ids)
        record(
            "portal.choices.saved",
            actor=wide,
            object_type="receipt",
            object_ref=reference,
            subjects=[subject_id],
            detail={"changes": len(changes), "signal": heard},
        )
    return Saved(reference, heard)


def _signal_is_new(wide: Actor, changes: Sequence[Change]) -> bool:
    # What the person says themselves, here and now, is more particular than what their browser says everywhere.
    if any(change.kind == "yes" and change.purpose in PASSING for change in changes):
        return False
    return not signal_was_heard(wide)


def _stop(wide: Actor, now: datetime, overview: Overview, change: Change) -> list[UUID]:
    if change.purpose == PASSING_ON:
        return _object_to_passing(wide, now, overview, SOURCE)
    everybody = change.organization is None and change.coalition is None
    scope = Withdrawal(
        recipient_organization=change.organization,
        recipient_coalition=change.coalition,
        purpose=change.purpose,
        channel=change.channel,
    )
    written = withdraw(
        actor=wide,
        now=now,
        subject_ids=overview.subjects,
        scope=scope,
        kind=KINDS.get(change.kind, "withdrawn"),
        evidence=FORM_OF_THE_PLATFORM,
        source=SOURCE,
        method="portal",
        until=months_later(now, change.months) if change.kind == "pause" else None,
        holders=[each.id for each in overview.holders] if everybody else [],
    )
    return list(written.event_ids)


def _object_to_passing(wide: Actor, now: datetime, overview: Overview, method: str) -> list[UUID]:
    return [
        event
        for purpose in PASSING
        for event in withdraw(
            actor=wide,
            now=now,
            subject_ids=overview.subjects,
            scope=Withdrawal(purpose=purpose),
            kind="objected",
            source=SOURCE,
            method=method,
            holders=[each.id for each in overview.holders],
        ).event_ids
    ]


def _allow(wide: Actor, now: datetime, subject_id: int, overview: Overview, change: Change) -> list[NewEvent]:
    if change.kind in LIFTS:
        return [_event(subject_id, LIFTS[change.kind], recipient_organization=change.organization)]
    if change.purpose in PASSING:
        return _passed_on(wide, now, subject_id, overview, change)
    name = overview.names[change.organization or 0]
    notice = _notice(wide, now, grant_notice(name, change.channel), [name])
    lifts = [
        _event(subject_id, f"{block}_lifted", channel=change.channel)
        for block in overview.address_blocks(change.organization or 0, change.channel)
    ]
    return [
        *lifts,
        _event(
            subject_id,
            "granted",
            recipient_organization=change.organization,
            purpose="contact",
            channel=change.channel,
            notice_id=notice,
            legal_basis="consent",
            named=overview.speaks_for(change.organization),
        ),
    ]


def _passed_on(wide: Actor, now: datetime, subject_id: int, overview: Overview, change: Change) -> list[NewEvent]:
    recipient = overview.recipient((change.organization, change.coalition))
    notice = _notice(wide, now, passing_notice(recipient.name, recipient.members, change.purpose), recipient.all_names)
    return [
        _event(
            subject_id,
            "granted",
            recipient_organization=change.organization,
            recipient_coalition=change.coalition,
            purpose=change.purpose,
            channel=channel,
            notice_id=notice,
            legal_basis="consent",
            named=overview.speaks_for(None),
        )
        for channel in CHANNELS
    ]


def _notice(wide: Actor, now: datetime, text: str, recipients: Sequence[str]) -> int:
    return ensure_notice(
        actor=wide, now=now, name="portal choice", language=get_language() or "en", text=text, recipients=recipients
    )


def _event(subject_id: int, kind: str, **scope: object) -> NewEvent:
    return NewEvent(
        subject_id=subject_id,
        kind=kind,
        actor_kind="person",
        evidence=FORM_OF_THE_PLATFORM,
        source=SOURCE,
        method="portal",
        **scope,  # type: ignore[arg-type]  # fields of NewEvent
    )
