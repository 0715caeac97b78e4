"""The call itself: the number shown through the gate, the result recorded, and taken back within half a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.http import Http404
from django.utils import translation

from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.corrections import reopen_attempt
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.gate import Refusal, finish_attempt, recheck_contact
from consent.ledger.rules.new_event import Withdrawal
from orgs.actions.contact_changes import mark_number
from orgs.actions.engagement import refresh_score
from orgs.models import Interaction
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.households import household_of
from sharing.actions.call_entries import State, change, lock_mine, locked, note, put_back, refuse, tried_again
from sharing.actions.calls import LEASE, NumberShown, give_back
from sharing.models import CallListEntry
from sharing.queries import calls
from sharing.rules.calling import dialled
from sharing.rules.outcomes import OUTCOMES, called_again_after

Outcome = CallListEntry.Outcome
TALKING = timedelta(hours=1)  # a conversation may take long; nobody else is given the person meanwhile


@dataclass(frozen=True, slots=True)
class Number:
    """The number of the person in hand, E.164: it may be called now."""

    value: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """The person may not be called (any more); ``reason`` is the gate's, or ``hours``, ``stopped``, ``number``."""

    reason: str


class NumberNotShown(Exception):
    """A call ends only after it began: the number was not shown yet."""


class TooLate(Exception):
    """The result can be taken back for half a minute, and a refusal never."""


def reveal_contact(*, actor: Actor, now: datetime, entry_id: int) -> Number | NotNow:
    """The tap on "Call": the gate again, then the number of the person in hand. Raises Http404, PermissionDenied.

    When they may not be called any more, they leave the list or are put back, and the caller has nobody in hand.
    """
    with transaction.atomic():
        entry = lock_mine(actor, entry_id)
        if entry.attempt is None or not calls.can_go_on(actor, now, entry.call_list):
            give_back(actor, now, entry)
            return NotNow("stopped")
        if entry.contact_point is None or entry.contact_point.wrong:  # since they were given to the caller
            give_back(actor, now, entry)
            return NotNow("number")
        start = calls.callable_from(actor, now, entry)
        if start > now:
            give_back(actor, now, entry)
            put_back(actor, entry, start)
            return NotNow("hours")
        subjects = calls.subjects_of(actor, entry.constituent_id)
        verdict = recheck_contact(
            actor=actor,
            now=now,
            attempt_id=entry.attempt,
            subject_ids=subjects,
            household=household_of(actor, entry.constituent),
        )
        if isinstance(verdict, Refusal):
            if verdict.reason != "busy":
                refuse(actor, entry, verdict)
            return NotNow(verdict.reason)
        change(actor, entry, revealed_at=Now(), lease_expires_at=Now() + TALKING)
        note(
            "sharing.contact.revealed",
            actor,
            entry,
            tell_coalition=True,
            legal_basis=verdict.reason,
            consent_event_ids=verdict.event_ids,
        )
        number = open_contact(data_key(actor), entry.contact_point)
        return Number(dialled(number, calls.own_organization(actor).region))


def record_call(*, actor: Actor, now: datetime, entry_id: int, outcome: str) -> CallListEntry:
    """Record what came of the call: the attempt ends, the organization's history gets a line; the entry.

    "Do not call again" is a withdrawal from phone calls of this organization, effective before this returns. Raises
    Http404, PermissionDenied, NumberNotShown, and KeyError for an outcome that does not exist.
    """
    result = OUTCOMES[outcome]
    with transaction.atomic():
        entry = lock_mine(actor, entry_id)
        if entry.revealed_at is None or entry.attempt is None:
            raise NumberNotShown
        finish_attempt(actor=actor, now=now, attempt_id=entry.attempt, state="sent", outcome=outcome)
        _write_history(actor, entry, outcome)
        refresh_score(actor, now, entry.constituent_id)
        note(
            "sharing.contact.made", actor, entry, tell_coalition=True, legal_basis="consent", detail={"result": outcome}
        )
        change(actor, entry, outcome=outcome, finished_at=Now())
        if outcome == Outcome.WRONG_NUMBER and entry.contact_point_id is not None:
            mark_number(actor=actor, now=now, point_id=entry.contact_point_id, wrong=True)
        again = called_again_after(outcome, entry.tries + 1)
        if again is not None:
            tried_again(actor, entry, again)
        else:
            change(actor, entry, state=State.DONE, lease_expires_at=None)
        if result.final:
            _withdraw(actor, now, entry)
    return entry


def undo_call(*, actor: Actor, now: datetime, entry_id: int) -> None:
    """Take back the result one has just recorded: the person is in hand again. Raises Http404, TooLate, NumberShown."""
    with transaction.atomic():
        entry = locked(actor).filter(pk=entry_id, leased_by=actor.user_id).exclude(state=State.LEASED).first()
        if entry is None:
            raise Http404
        recent = locked(actor).filter(pk=entry.pk, finished_at__gt=Now() - calls.UNDO).exists()
        if not recent or entry.attempt is None or OUTCOMES[entry.outcome].final:
            raise TooLate
        in_hand = calls.my_entry(actor)
        if in_hand is not None:
            if in_hand.revealed_at is not None:
                raise NumberShown
            give_back(actor, now, in_hand)
        if not reopen_attempt(actor=actor, now=now, attempt_id=entry.attempt):
            raise TooLate
        if entry.outcome == Outcome.WRONG_NUMBER and entry.contact_point_id is not None:
            mark_number(actor=actor, now=now, point_id=entry.contact_point_id, wrong=False)
        _history(actor, entry).delete()
        refresh_score(actor, now, entry.constituent_id)
        tries = F("tries") - 1 if entry.state == State.QUEUED else F("tries")
        lease = {"lease_expires_at": Now() + LEASE, "due_at": None, "tries": tries}
        change(actor, entry, state=State.LEASED, outcome="", finished_at=None, **lease)
        note("sharing.call.undone", actor, entry, tell_coalition=True, detail={"result": entry.outcome})


def _withdraw(actor: Actor, now: datetime, entry: CallListEntry) -> None:
    withdraw(
        actor=actor,
        now=now,
        subject_ids=calls.subjects_of(actor, entry.constituent_id),
        scope=Withdrawal(recipient_organization=actor.organization_id, channel=entry.call_list.campaign.channel),
        actor_kind="staff",
        evidence=1,
        source="call",
    )


def _write_history(actor: Actor, entry: CallListEntry, outcome: str) -> None:
    with translation.override(calls.own_organization(actor).language):
        summary = f"{entry.call_list.campaign.name}: {OUTCOMES[outcome].said}"
    Interaction.objects.create(
        organization_id=entry.organization_id,
        constituent_id=entry.constituent_id,
        kind=Interaction.Kind.CALL,
        occurred_at=Now(),
        summary=summary[:300],
        outcome=outcome,
        campaign=entry.call_list.campaign_id,
        actor_id=actor.user_id,
        source=_source(entry),
    )


def _history(actor: Actor, entry: CallListEntry) -> QuerySet[Interaction]:
    rows = owned(Interaction.objects.all(), actor).filter(constituent_id=entry.constituent_id)
    return rows.filter(source=_source(entry))


def _source(entry: CallListEntry) -> str:
    return f"call {entry.pk}-{entry.attempt}"
