"""One person on a call list: locked, put back, dropped, written about. The steps that calling is made of."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.gate import Refusal
from orgs.queries.held import stewarded
from orgs.queries.visible import seen_by
from sharing import policies
from sharing.models import CallList, CallListEntry
from sharing.queries import calls

BUSY_FOR = timedelta(minutes=1)
NOT_AVAILABLE_FOR = timedelta(hours=24)
State = CallListEntry.State
FREE: dict[str, Any] = {"lease_expires_at": None, "attempt": None, "revealed_at": None}


def callable_list(actor: Actor, call_list_id: int) -> CallList:
    """The list, when the actor may call it. Raises Http404 and PermissionDenied."""
    call_list = calls.get_call_list(actor, call_list_id)
    if not policies.can_call_list(actor, call_list):
        raise PermissionDenied
    return call_list


def locked(actor: Actor, *, skip_locked: bool = False) -> QuerySet[CallListEntry]:
    """The actor's entries with person, contact point and campaign; the rows read are locked."""
    rows = CallListEntry.objects.select_for_update(skip_locked=skip_locked, of=("self",))
    return owned(rows, actor).select_related("constituent", "contact_point", "call_list__campaign")


def next_queued(actor: Actor, call_list: CallList) -> CallListEntry | None:
    """The next person whose turn it is and whom nobody else is looking at.

    Restricted records are passed over by callers who do not see them, and people who got a steward with a rule since
    the list was handed out by everybody.
    """
    due = Q(due_at__isnull=True) | Q(due_at__lte=Now())
    waiting = locked(actor, skip_locked=True).filter(due, call_list_id=call_list.pk, state=State.QUEUED)
    waiting = waiting.filter(seen_by(actor, "constituent")).exclude(
        constituent__in=stewarded(actor).filter(since__gt=call_list.handed_out_at).values("constituent_id")
    )
    return waiting.order_by("position", "pk").first()


def lock_mine(actor: Actor, entry_id: int) -> CallListEntry:
    """The entry that is leased to the acting user, locked. Raises Http404 when it is not (any more)."""
    mine = {"state": State.LEASED, "leased_by": actor.user_id, "lease_expires_at__gt": Now()}
    entry = locked(actor).filter(pk=entry_id, **mine).first()
    if entry is None:
        raise Http404
    callable_list(actor, entry.call_list_id)
    return entry


def change(actor: Actor, entry: CallListEntry, **fields: Any) -> None:
    """Write these fields of the entry; ``Now()`` is the database's."""
    owned(CallListEntry.objects.all(), actor).filter(pk=entry.pk).update(**fields)


def put_back(actor: Actor, entry: CallListEntry, due_at: Any = None) -> None:
    """Queue a person again, at once or for later."""
    change(actor, entry, state=State.QUEUED, due_at=due_at, leased_by=None, **FREE)


def drop(actor: Actor, entry: CallListEntry, reason: str) -> None:
    """Take a person off the list for good, saying why."""
    change(actor, entry, state=State.DROPPED, dropped_because=reason, leased_by=None, finished_at=Now(), **FREE)
    note("sharing.call.dropped", actor, entry, outcome="denied", detail={"reason": reason})


def refuse(actor: Actor, entry: CallListEntry, refusal: Refusal) -> None:
    """Follow the gate's refusal: later, when it will pass; else off the list."""
    if refusal.reason == "busy":
        put_back(actor, entry, Now() + BUSY_FOR)
    elif refusal.passing:
        put_back(actor, entry, Now() + NOT_AVAILABLE_FOR)
    else:
        drop(actor, entry, refusal.reason)


def tried_again(actor: Actor, entry: CallListEntry, after: timedelta) -> None:
    """Queue a person for another call later; who called last stays known, so that the result can be taken back."""
    change(actor, entry, state=State.QUEUED, due_at=Now() + after, lease_expires_at=None, tries=F("tries") + 1)


def note(
    verb: str,
    actor: Actor,
    entry: CallListEntry,
    *,
    outcome: str = "done",
    legal_basis: str = "",
    consent_event_ids: Sequence[UUID] = (),
    tell_coalition: bool = False,
    detail: dict[str, str | int | bool | None] | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """Write an audit event about the person of an entry; a contact is told to the coalition as well."""
    campaign = entry.call_list.campaign
    record(
        verb,
        actor=actor,
        object_type="call_list_entry",
        object_ref=entry.pk,
        subjects=calls.subjects_of(actor, entry.constituent_id),
        outcome=outcome,
        campaign=campaign.pk,
        channel=campaign.channel,
        purpose=campaign.purpose,
        legal_basis=legal_basis,
        consent_event_ids=consent_event_ids,
        coalitions=[entry.coalition_id] if tell_coalition else [],
        detail=detail,
        occurred_at=occurred_at,
    )
