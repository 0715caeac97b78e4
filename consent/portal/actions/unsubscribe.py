"""Stopping by the link in a message, or by a text: whoever has the message may stop it, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.events import lock_subjects, withdraw
from consent.ledger.actions.receipts import issue_receipt
from consent.ledger.queries.own import events_of, receipt_with
from consent.ledger.rules.new_event import Withdrawal
from consent.portal.queries.hops import beside, holders_of
from orgs.actions.crossing import crossing


class NothingHeld(LookupError):
    """Nobody holds the identifier any more, or the organization is gone: there is nothing to stop."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was stopped, and the reference of its receipt; ``anew`` is false when it had been stopped before."""

    scope: Withdrawal
    reference: str
    anew: bool = True


def stop_messages(
    *, actor: Actor, now: datetime, subject_id: int, scope: Withdrawal, method: str, source: str
) -> Stopped:
    """Write the person's no, for this identifier and, one hop away, for every identifier of the records that hold it.

    It works before this returns. The same no a second time changes nothing. ``method`` is ``link`` or ``text``. Raises
    NothingHeld, and JournalUnavailable when nothing has changed.
    """
    person = Actor(role="subject", subject_ids=(subject_id,), membership_ref=f"portal-{method}")
    try:
        with transaction.atomic():
            subjects, holders = _identifiers(person, subject_id)
            wide = Actor(role="subject", subject_ids=subjects, membership_ref=person.membership_ref)
            with acting(wide):
                lock_subjects(subjects)
                known = _known(person, wide, scope)
                if known:
                    return Stopped(scope, known, anew=False)
                events = withdraw(
                    actor=wide, now=now, subject_ids=subjects, scope=scope, source=source, method=method,
                    holders=holders if scope.recipient_organization is None else [],
                ).event_ids  # fmt: skip
                with connection.cursor() as cursor:  # now, not at the commit: the identifier may be erased
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                reference = issue_receipt(actor=wide, now=now, subject_id=subject_id, event_ids=events)
                record(
                    "portal.messages.stopped",
                    actor=wide,
                    object_type="receipt",
                    object_ref=reference,
                    subjects=[subject_id],
                    channel=scope.channel,
                    consent_event_ids=events,
                    organizations=[scope.recipient_organization] if scope.recipient_organization else holders,
                    detail={"method": method, "everybody": scope.recipient_organization is None},
                )
    except IntegrityError as error:
        raise NothingHeld from error
    return Stopped(scope, reference)


def _identifiers(person: Actor, subject_id: int) -> tuple[tuple[int, ...], list[int]]:
    holders = holders_of(person)
    found = {subject_id}
    for own in crossing("unsubscribe", holders, actor=person) if holders else []:
        with acting(own):
            found |= beside(own, subject_id)
    return tuple(sorted(found)), holders


def _known(person: Actor, wide: Actor, scope: Withdrawal) -> str:
    """The receipt of the same no, when nothing was said since, by any identifier, that could have lifted it."""
    same = ("withdrawn", "person", scope.recipient_organization, None, None, scope.purpose, scope.channel)
    for event in events_of(wide):
        if event.kind in {"granted", "resumed"}:
            return ""
        whom = (event.recipient_organization_id, event.recipient_coalition_id, event.campaign)
        said = (event.kind, event.actor_kind, *whom, event.purpose, event.channel)
        if said == same and event.subject_id in person.subject_ids:
            return receipt_with(person, event.id)
    return ""
