"""A message from draft to start, and what its sender does while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import Message, MessageRecipient
from orgs.queries.messages import get_message, judged
from orgs.queries.people import get_person
from orgs.queries.segments import get_segment

State = Message.State

_RECIPIENTS = """
INSERT INTO orgs_messagerecipient (
    organization_id, message_id, constituent_id, contact_point_id, state, reason, provider_reference, tries, changed_at)
SELECT %(organization)s, %(message)s, person, point, CASE WHEN reason = '' THEN 'waiting' ELSE 'left_out' END, reason,
       '', 0, now()
  FROM judged
    ON CONFLICT (organization_id, message_id, constituent_id) DO NOTHING
"""
_COUNT = (
    "SELECT count(*) FROM orgs_messagerecipient WHERE organization_id = %s AND message_id = %s AND state = 'waiting'"
)


class MessageRefused(ValueError):
    """The step does not fit the message's state: ``code`` is ``not_draft``, ``nobody`` or ``over``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Words:
    """What is written: the form has checked it."""

    channel: str
    language: str
    subject: str
    body: str
    reply_to: str = ""


def save_message(
    *,
    actor: Actor,
    now: datetime,
    words: Words,
    message_id: int | None = None,
    segment_id: int | None = None,
    person_id: int | None = None,
) -> Message:
    """Write a draft to a segment or to one person, or change one. Nothing is sent.

    Raises PermissionDenied, Http404, and MessageRefused when it is no draft any more.
    """
    if not policies.can_write_messages(actor) or actor.organization_id is None:
        raise PermissionDenied
    with transaction.atomic():
        if message_id is None:
            message = Message(organization_id=actor.organization_id, created_by_id=actor.user_id)
            if segment_id is not None:
                message.segment = get_segment(actor, segment_id)
            else:
                message.constituent = get_person(actor, person_id or 0)
        else:
            message = _locked(actor, message_id)
            _require(message, State.DRAFT, "not_draft")
        message.channel, message.language = words.channel, words.language
        message.subject, message.body, message.reply_to = words.subject, words.body, words.reply_to
        message.save()
        _note("orgs.message.saved", actor, message, {"new": message_id is None})
    return message


def send_message(*, actor: Actor, now: datetime, message_id: int) -> Message:
    """Settle who is to get it, and queue it. Twice pressed is once sent.

    Everybody else of the segment is noted as left out, with the reason. Raises PermissionDenied, Http404,
    InvalidRules, and MessageRefused (``not_draft``; ``nobody`` when it would reach no one).
    """
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    with transaction.atomic():
        message = _locked(actor, message_id)
        _require(message, State.DRAFT, "not_draft")
        statement, parameters = judged(actor, message)
        with connection.cursor() as cursor:
            cursor.execute(statement + _RECIPIENTS, {**parameters, "message": message.pk})
            everybody = cursor.rowcount
            cursor.execute(_COUNT, [message.organization_id, message.pk])
            waiting: int = cursor.fetchone()[0]
        if not waiting:
            raise MessageRefused("nobody")
        message.state, message.started_at, message.started_by_id = State.QUEUED, now, actor.user_id
        message.save(update_fields=["state", "started_at", "started_by"])
        _note("orgs.message.started", actor, message, {"people": waiting, "left_out": everybody - waiting})
        _go_on(message)
    return message


def pause_message(*, actor: Actor, now: datetime, message_id: int) -> Message:
    """Stop sending for now; who is in hand is finished. Raises PermissionDenied, Http404, MessageRefused."""
    return _switch(actor, message_id, (State.QUEUED, State.SENDING), State.PAUSED, "orgs.message.paused")


def resume_message(*, actor: Actor, now: datetime, message_id: int) -> Message:
    """Go on after a pause. Raises PermissionDenied, Http404, MessageRefused."""
    with transaction.atomic():
        message = _switch(actor, message_id, (State.PAUSED,), State.QUEUED, "orgs.message.resumed")
        _go_on(message)
    return message


def cancel_message(*, actor: Actor, now: datetime, message_id: int) -> Message:
    """End a message for good: whoever still waits gets nothing. Raises PermissionDenied, Http404, MessageRefused."""
    with transaction.atomic():
        message = _switch(
            actor, message_id, (State.QUEUED, State.SENDING, State.PAUSED), State.CANCELLED, "orgs.message.cancelled"
        )
        waiting = owned(MessageRecipient.objects.all(), actor).filter(message=message, state="waiting")
        waiting.update(state="left_out", reason="cancelled", changed_at=Now())
        message.finished_at = now
        message.save(update_fields=["finished_at"])
    return message


def delete_draft(*, actor: Actor, now: datetime, message_id: int) -> None:
    """Throw a draft away. Raises PermissionDenied, Http404, and MessageRefused when it is no draft any more."""
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    with transaction.atomic():
        message = _locked(actor, message_id)
        _require(message, State.DRAFT, "not_draft")
        _note("orgs.message.deleted", actor, message, {})
        message.delete()


def _switch(actor: Actor, message_id: int, states: tuple[str, ...], state: str, verb: str) -> Message:
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    with transaction.atomic():
        message = _locked(actor, message_id)
        if message.state not in states:
            raise MessageRefused("over")
        message.state, message.problem = state, ""
        message.save(update_fields=["state", "problem"])
        _note(verb, actor, message, {})
    return message


def _locked(actor: Actor, message_id: int) -> Message:
    found = get_message(actor, message_id)
    return owned(Message.objects.all(), actor).select_for_update().get(pk=found.pk)


def _require(message: Message, state: str, code: str) -> None:
    if message.state != state:
        raise MessageRefused(code)


def _go_on(message: Message) -> None:
    defer("orgs.message.send", organization_id=message.organization_id, message_id=message.pk)


def _note(verb: str, actor: Actor, message: Message, detail: Mapping[str, str | int | bool | None]) -> None:
    record(
        verb,
        actor=actor,
        object_type="message",
        object_ref=message.pk,
        channel=message.channel,
        purpose="contact",
        detail=detail,
    )
