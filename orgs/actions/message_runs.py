"""Sending a message, one person after the other, each through the gate.

Two transactions for each person. The first claims the contact and is committed, so that the attempt is known whatever
happens next. The second asks the gate again and, under its locks, hands over and writes what came of it. A worker that
dies in between leaves a claimed attempt: it becomes ``uncertain`` and is never sent again by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.handover import HandOverFailed, NotTaken, Refused, Uncertain
from coalition.platform.jobs import defer_in
from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.bounces import record_bounce
from consent.ledger.actions.events import withdraw
from consent.ledger.actions.gate import Claim, Refusal, claim_contact, finish_attempt, recheck_contact
from consent.ledger.rules.new_event import Withdrawal
from orgs import policies
from orgs.actions.field_use import touch_segment
from orgs.actions.message_post import ROUTES, Addressee, Route, dialled, letter_for
from orgs.models import Interaction, Message, MessageRecipient, Organization
from orgs.queries.contacts import data_key, open_contact
from orgs.queries.held import reason_held
from orgs.queries.households import household_of
from orgs.queries.members import acting_organization
from orgs.queries.messages import RUNNING, get_message, recipient_points
from orgs.queries.visible import sight_of

State = MessageRecipient.State
TRIES = 5
FIRST_PAUSE = timedelta(seconds=30)  # doubled with each try
GIVE_UP_AFTER = 3  # failures of the provider in a row: leave it alone for a while
REST_SECONDS = 60
LOOK_AGAIN_SECONDS = 10
_ONE_RUN = 7_302  # the class of the advisory lock: one run of a message at a time


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a message needs for everybody."""

    actor: Actor
    now: datetime
    message: Message
    organization: Organization
    key: bytes
    route: Route


def run_message(*, actor: Actor, now: datetime, message_id: int) -> None:
    """Send to everybody who waits, until the message is paused, ended or through; a second run at once does nothing.

    What the provider does not take is tried again later by another job. Raises PermissionDenied, Http404.
    """
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    with transaction.atomic():
        found = get_message(actor, message_id)
    with _alone(found) as mine:
        if not mine:
            _look_again(actor, message_id)
            return
        run = _begin(actor, now, message_id)
        if run is None:
            return
        try:
            _walk(run)
        finally:
            run.route.close()
        _end(run)


def _look_again(actor: Actor, message_id: int) -> None:
    # The other run may be about to end, or be dead without its connection having noticed.
    with transaction.atomic():
        message = get_message(actor, message_id)
        if message.state in RUNNING:
            defer_in(
                LOOK_AGAIN_SECONDS, "orgs.message.send", organization_id=message.organization_id, message_id=message_id
            )


def _begin(actor: Actor, now: datetime, message_id: int) -> Run | None:
    with transaction.atomic():
        message = owned(Message.objects.all(), actor).select_for_update().get(pk=message_id)
        _settle_orphans(actor, now, message)
        if message.state not in RUNNING:
            return None
        message.state, message.problem = Message.State.SENDING, ""
        message.save(update_fields=["state", "problem"])
        touch_segment(actor, now, message.segment)
        return Run(actor, now, message, acting_organization(actor), data_key(actor), ROUTES[message.channel]())


def _settle_orphans(actor: Actor, now: datetime, message: Message) -> None:
    # The run that had them is dead, for this one holds the lock. Whether they were handed over nobody knows.
    orphans = owned(MessageRecipient.objects.all(), actor).filter(message=message, state=State.SENDING)
    for recipient in orphans.select_for_update().order_by("id"):
        if recipient.attempt is not None:
            finish_attempt(actor=actor, now=now, attempt_id=recipient.attempt, state="uncertain", outcome="interrupted")
        _set(recipient, State.UNCERTAIN, "interrupted")


def _walk(run: Run) -> None:
    failures = 0
    while failures < GIVE_UP_AFTER:
        claimed = _claim_next(run)
        if claimed is None:
            return
        went = _hand_over(run, claimed) if claimed.state == State.SENDING else True
        failures = 0 if went else failures + 1


def _claim_next(run: Run) -> MessageRecipient | None:
    """The next one who waits, claimed (or left out, or put back); None when there is nobody now, or a pause."""
    with transaction.atomic():
        still = owned(Message.objects.all(), run.actor).filter(pk=run.message.pk, state=Message.State.SENDING)
        if not still.exists():
            return None
        waiting = owned(MessageRecipient.objects.all(), run.actor).filter(message=run.message, state=State.WAITING)
        due = waiting.filter(Q(not_before=None) | Q(not_before__lte=Now())).order_by("id")
        recipient = due.select_related("constituent").select_for_update(of=("self",), skip_locked=True).first()
        if recipient is None:
            return None
        points = recipient_points(run.actor, recipient)
        contacted = next((point for point in points if point.pk == recipient.contact_point_id), None)
        if contacted is None:
            return _set(recipient, State.LEFT_OUT, "address_gone")
        if held := _held(run, recipient):
            return _set(recipient, State.LEFT_OUT, held)
        verdict = claim_contact(
            actor=run.actor,
            now=run.now,
            contacted=contacted.subject_id,
            subject_ids=[point.subject_id for point in points],
            channel=run.message.channel,
            reference=f"message:{run.message.pk}",
            hold=False,
            household=household_of(run.actor, recipient.constituent),
        )
        if isinstance(verdict, Refusal):
            return _refused(recipient, verdict.reason)
        recipient.attempt = verdict.attempt_id
        return _set(recipient, State.SENDING, "")


def _held(run: Run, recipient: MessageRecipient) -> str:
    # Restrictions and stewards of this moment, as they bind whoever pressed "send": it may be hours ago.
    return reason_held(sight_of(run.actor, run.message.started_by_id), recipient.constituent_id)


def _hand_over(run: Run, recipient: MessageRecipient) -> bool:
    """The gate again, and the hand-over under its locks. False when the provider could not be reached."""
    attempt = recipient.attempt or 0
    try:
        run.route.ready()
    except NotTaken as failure:
        with transaction.atomic():
            _failed(run, recipient, 0, failure)
        return False
    with transaction.atomic():
        points = recipient_points(run.actor, recipient)
        contacted = next((point for point in points if point.pk == recipient.contact_point_id), None)
        if contacted is None:
            finish_attempt(actor=run.actor, now=run.now, attempt_id=attempt, state="failed", outcome="address_gone")
            _set(recipient, State.LEFT_OUT, "address_gone")
            return True
        subjects = [point.subject_id for point in points]
        verdict = recheck_contact(
            actor=run.actor,
            now=run.now,
            attempt_id=attempt,
            subject_ids=subjects,
            household=household_of(run.actor, recipient.constituent),
        )
        if isinstance(verdict, Refusal):
            finish_attempt(actor=run.actor, now=run.now, attempt_id=attempt, state="failed", outcome=verdict.reason)
            _refused(recipient, verdict.reason)
            return True
        try:
            address = dialled(contacted, open_contact(run.key, contacted), run.organization)
            letter = letter_for(
                run.actor,
                run.message,
                run.organization,
                Addressee(recipient.constituent, contacted.subject_id),
                verdict,
            )
            reference = run.route.deliver(run.organization.name, address, letter, run.message.reply_to)
        except Unreadable:
            return _failed(run, recipient, contacted.subject_id, Refused("unreadable"))
        except HandOverFailed as failure:
            return _failed(run, recipient, contacted.subject_id, failure)
        _sent(run, recipient, verdict, reference)
    return True


def _sent(run: Run, recipient: MessageRecipient, verdict: Claim, reference: str) -> None:
    finish_attempt(actor=run.actor, now=run.now, attempt_id=verdict.attempt_id, state="sent", outcome="sent")
    recipient.provider_reference = reference
    _set(recipient, State.SENT, "")
    message = run.message
    Interaction.objects.create(
        organization_id=message.organization_id,
        constituent_id=recipient.constituent_id,
        kind=Interaction.Kind.MAIL if message.channel == Message.Channel.EMAIL else Interaction.Kind.TEXT,
        occurred_at=Now(),
        summary=(message.subject or message.body)[:300],
        outcome="sent",
        actor_id=message.created_by_id,
        source=f"message {message.pk}",
    )


def _failed(run: Run, recipient: MessageRecipient, subject: int, failure: HandOverFailed) -> bool:
    attempt, certain = recipient.attempt or 0, not isinstance(failure, Uncertain)
    state = "failed" if certain else "uncertain"
    finish_attempt(actor=run.actor, now=run.now, attempt_id=attempt, state=state, outcome=failure.code)
    if isinstance(failure, NotTaken):
        _put_back(recipient, failure.code)
        return False
    _set(recipient, State.FAILED if certain else State.UNCERTAIN, failure.code)
    if isinstance(failure, Refused) and failure.dead:
        record_bounce(
            actor=run.actor, now=run.now, subject_id=subject, channel=run.message.channel, reference=failure.code
        )
    if isinstance(failure, Refused) and failure.code == "opted_out":
        scope = Withdrawal(recipient_organization=run.organization.pk, channel=run.message.channel)
        withdraw(
            actor=run.actor, now=run.now, subject_ids=[subject], scope=scope, actor_kind="system", evidence=1,
            source="provider", method="text",
        )  # fmt: skip
    return certain


def _refused(recipient: MessageRecipient, reason: str) -> MessageRecipient:
    if reason == "busy":
        return _put_back(recipient, reason)
    return _set(recipient, State.LEFT_OUT, reason)


def _put_back(recipient: MessageRecipient, reason: str) -> MessageRecipient:
    recipient.tries += 1
    if recipient.tries >= TRIES:
        return _set(recipient, State.FAILED, reason)
    pause = timedelta(seconds=2 * recipient.tries) if reason == "busy" else FIRST_PAUSE * 2 ** (recipient.tries - 1)
    recipient.not_before = Now() + pause
    return _set(recipient, State.WAITING, reason)


def _set(recipient: MessageRecipient, state: str, reason: str) -> MessageRecipient:
    recipient.state, recipient.reason, recipient.changed_at = state, reason, Now()
    recipient.save()
    return recipient


def _end(run: Run) -> None:
    with transaction.atomic():
        message = owned(Message.objects.all(), run.actor).select_for_update().get(pk=run.message.pk)
        if message.state != Message.State.SENDING:
            return
        waiting = owned(MessageRecipient.objects.all(), run.actor).filter(message=message, state=State.WAITING)
        if waiting.exists():
            message.problem = "provider" if waiting.exclude(reason__in=["", "busy"]).exists() else ""
            message.save(update_fields=["problem"])
            rest = REST_SECONDS if message.problem else 2
            again = {"organization_id": message.organization_id, "message_id": message.pk}
            defer_in(rest, "orgs.message.send", **again)
            return
        message.state, message.finished_at, message.problem = Message.State.DONE, run.now, ""
        message.save(update_fields=["state", "finished_at", "problem"])
        record("orgs.message.finished", actor=run.actor, object_type="message", object_ref=message.pk)


@contextmanager
def _alone(message: Message) -> Iterator[bool]:
    """Hold this connection's lock on the message: False when another run has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_ONE_RUN, message.pk % 2**31])
        mine: bool = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_ONE_RUN, message.pk % 2**31])
