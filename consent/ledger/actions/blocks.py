"""Reports that bar a person or an address: deceased, unreachable, under age, complained; and taking them back.

What a person wishes (a refusal, do not contact) is no report: only the person takes it back.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.actions.events import lock_subjects, record_events
from consent.ledger.queries.history import consent_history
from consent.ledger.rules.history import OWN_LIFTS, REPORTS, Heard, standing_reports
from consent.ledger.rules.new_event import NewEvent


class NothingToTakeBack(ValueError):
    """The acting organization has no such report standing: it never reported it, or took it back already."""


def report_block(
    *,
    actor: Actor,
    now: datetime,
    subject_ids: Sequence[int],
    kind: str,
    channels: Sequence[str] = ("",),
    until: datetime | None = None,
    evidence_ref: str = "",
) -> tuple[UUID, ...]:
    """Bar the person (or these channels) for everybody, in the acting organization's name; the new events.

    ``kind`` is one of ``REPORTS``; ``until`` the majority of a minor; ``evidence_ref`` how the organization knows,
    which nobody else reads. What it has reported already and not taken back is not reported twice. Raises
    PermissionDenied.
    """
    reported = [(subject, until) for subject in set(subject_ids)]
    return _report(actor, now, kind, channels, reported, evidence_ref)


def report_minors(
    *, actor: Actor, now: datetime, majorities: Sequence[tuple[int, datetime]], evidence_ref: str
) -> tuple[UUID, ...]:
    """The same for many at once, as under age: each subject with the moment of majority. Raises PermissionDenied."""
    return _report(actor, now, "minor", ("",), majorities, evidence_ref) if majorities else ()


def _report(
    actor: Actor,
    now: datetime,
    kind: str,
    channels: Sequence[str],
    reported: Sequence[tuple[int, datetime | None]],
    evidence_ref: str,
) -> tuple[UUID, ...]:
    if not policies.can_report_block(actor) or kind not in REPORTS:
        raise PermissionDenied
    with transaction.atomic():
        standing = _locked_reports(actor, [subject for subject, _ in reported], kind)
        known = {(each.channel, subject, each.until) for each in standing for subject in each.subject_ids}
        events = [
            NewEvent(
                subject_id=subject, kind=kind, actor_kind="staff", evidence=1, channel=channel, until=until,
                method="", source="report", evidence_ref=evidence_ref,
            )
            for channel in channels
            for subject, until in sorted(set(reported), key=lambda each: each[0])
            if (channel, subject, until) not in known
        ]  # fmt: skip
        if not events:
            return ()
        ids = record_events(actor=actor, now=now, events=events)
        _note("consent.block.reported", actor, kind, events, ids)
    return ids


def take_back_block(
    *, actor: Actor, now: datetime, subject_ids: Sequence[int], kind: str, channel: str = "", evidence_ref: str
) -> tuple[UUID, ...]:
    """Take the acting organization's own report back, saying why it was wrong; the new events.

    Another organization's report of the same stands. A complaint is the person's to take back. Raises
    PermissionDenied, and NothingToTakeBack.
    """
    if not policies.can_take_back_block(actor) or kind not in OWN_LIFTS:
        raise PermissionDenied
    with transaction.atomic():
        standing = [each for each in _locked_reports(actor, subject_ids, kind) if each.channel == channel]
        subjects = sorted({subject for each in standing for subject in each.subject_ids})
        if not subjects:
            raise NothingToTakeBack
        events = [
            NewEvent(
                subject_id=subject, kind=f"{kind}_lifted", actor_kind="staff", evidence=1, channel=channel,
                source="report", evidence_ref=evidence_ref,
            )
            for subject in subjects
        ]  # fmt: skip
        ids = record_events(actor=actor, now=now, events=events)
        _note("consent.block.taken_back", actor, kind, events, ids)
    return ids


def _locked_reports(actor: Actor, subject_ids: Sequence[int], kind: str) -> list[Heard]:
    lock_subjects(sorted(set(subject_ids)))
    return [each for each in standing_reports(consent_history(actor, subject_ids)) if each.kind == kind]


def _note(verb: str, actor: Actor, kind: str, events: Sequence[NewEvent], ids: Sequence[UUID]) -> None:
    record(
        verb,
        actor=actor,
        subjects=sorted({event.subject_id for event in events}),
        channel=events[0].channel,
        consent_event_ids=ids,
        detail={"kind": kind},
    )
