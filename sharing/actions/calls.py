"""Giving people to callers, one at a time, and taking them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from coalition.platform.tenancy import Actor
from consent.ledger.actions.gate import Refusal, claim_contact, finish_attempt
from consent.ledger.queries.obligations import overdue
from orgs.queries.households import household_of
from sharing.actions.call_entries import (
    State,
    callable_list,
    change,
    drop,
    lock_mine,
    locked,
    next_queued,
    note,
    put_back,
    refuse,
)
from sharing.models import CallList, CallListEntry
from sharing.queries import calls

LEASE = timedelta(minutes=15)
CANDIDATES = 40  # how many people one request looks at before it says "try again"


class NumberShown(Exception):
    """The number was shown: the call needs a result before the person can be given back."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Somebody to call (``entry_id``), or nobody now."""

    entry_id: int | None = None


def lease_call(*, actor: Actor, now: datetime, call_list_id: int) -> Lease:
    """Give the acting user the next person of a list who may be called now; the person they have, if they have one.

    Nobody else is given that person: the entry is locked while the gate decides, and leased for fifteen minutes of
    database time. Who may not be called is dropped with the reason, or put back until later. Nobody is given while the
    organization has overdue withdrawals. Raises Http404 for another organization's list, and PermissionDenied.
    """
    with transaction.atomic():
        call_list = callable_list(actor, call_list_id)
        mine = calls.my_entry(actor)
        if mine is not None:
            return Lease(mine.pk)
        # Nobody is in hand that the caller may see: somebody may be whose record was closed to them meanwhile.
        for closed in locked(actor).filter(state=State.LEASED, leased_by=actor.user_id, lease_expires_at__gt=Now()):
            _take_back(actor, now, closed)
        if overdue(actor):
            return Lease()
        expire_calls(actor=actor, now=now, call_list_id=call_list.pk)
        if calls.can_go_on(actor, now, call_list):
            for _ in range(CANDIDATES):
                entry = next_queued(actor, call_list)
                if entry is None:
                    break
                if _offered(actor, now, call_list, entry):
                    return Lease(entry.pk)
    return Lease()


def release_call(*, actor: Actor, now: datetime, entry_id: int) -> None:
    """Take a break: give the person back. Raises Http404, and NumberShown when a result is due first."""
    with transaction.atomic():
        entry = lock_mine(actor, entry_id)
        if entry.revealed_at is not None:
            raise NumberShown
        give_back(actor, now, entry)
        note("sharing.call.released", actor, entry)


def expire_calls(*, actor: Actor, now: datetime, call_list_id: int) -> int:
    """Take back the people of a list whose callers went away; how many.

    Who was not called yet is queued again. Where the number had been shown nobody knows whether they were called: the
    attempt becomes uncertain, and the person is not called again by itself.
    """
    with transaction.atomic():
        leased = locked(actor, skip_locked=True).filter(call_list_id=call_list_id, state=State.LEASED)
        expired = list(leased.filter(lease_expires_at__lte=Now()).order_by("pk"))
        for entry in expired:
            _take_back(actor, now, entry)
    return len(expired)


def _take_back(actor: Actor, now: datetime, entry: CallListEntry) -> None:
    note("sharing.call.expired", actor, entry)
    if entry.revealed_at is None:
        give_back(actor, now, entry)
    else:
        _end(actor, now, entry, "uncertain")
        drop(actor, entry, "uncertain")


def give_back(actor: Actor, now: datetime, entry: CallListEntry) -> None:
    """End the attempt of somebody who was not called, and queue them again."""
    _end(actor, now, entry, "failed")
    put_back(actor, entry)


def _end(actor: Actor, now: datetime, entry: CallListEntry, state: str) -> None:
    if entry.attempt is not None:
        finish_attempt(actor=actor, now=now, attempt_id=entry.attempt, state=state, outcome="not_called")


def _offered(actor: Actor, now: datetime, call_list: CallList, entry: CallListEntry) -> bool:
    number = calls.number_of(actor, entry)
    if number is None:
        drop(actor, entry, "no_phone")
        return False
    entry.contact_point = number
    start = calls.callable_from(actor, now, entry)
    if start > now:
        put_back(actor, entry, start)
        return False
    campaign = call_list.campaign
    verdict = claim_contact(
        actor=actor,
        now=now,
        contacted=number.subject_id,
        subject_ids=calls.subjects_of(actor, entry.constituent_id),
        channel=campaign.channel,
        purpose=campaign.purpose,
        coalition=call_list.coalition_id,
        campaign=campaign.pk,
        reference=f"call-{entry.pk}",
        household=household_of(actor, entry.constituent),
    )
    if isinstance(verdict, Refusal):
        refuse(actor, entry, verdict)
        return False
    lease = {"lease_expires_at": Now() + LEASE, "attempt": verdict.attempt_id, "revealed_at": None,
             "contact_point": number}  # fmt: skip
    change(actor, entry, state=State.LEASED, leased_by=actor.user_id, outcome="", finished_at=None, **lease)
    note("sharing.call.leased", actor, entry, consent_event_ids=verdict.event_ids)
    return True
