"""Texts that people send back and that are no keyword: kept sealed, read by somebody, marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from audit.log.actions import record
from coalition.platform.keys import open_sealed, seal
from coalition.platform.keys.envelope import Unreadable
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.blocks import report_block
from consent.ledger.actions.events import withdraw
from consent.ledger.rules.new_event import Withdrawal
from orgs import policies
from orgs.models import ContactPoint, Reply
from orgs.queries.contacts import data_key
from orgs.queries.people import contact_points
from orgs.queries.replies import sealed_place
from orgs.queries.visible import RestrictedRecord, closed_to, is_closed


@dataclass(frozen=True, slots=True)
class ReadReply:
    """A reply with its words; ``words`` is None when they cannot be read any more.

    ``closed``: it came from a restricted record that the reader does not see; then nothing of it is told.
    """

    reply: Reply
    words: str | None
    closed: bool = False


def receive_reply(
    *, actor: Actor, now: datetime, subject_id: int, words: str, reference: str, maybe_stop: bool
) -> bool:
    """Keep a text for the acting organization, sealed. False when it has this one already. Raises PermissionDenied."""
    if actor.role != "system" or actor.organization_id is None:
        raise PermissionDenied
    reference = (reference or uuid4().hex)[:64]
    with transaction.atomic():
        holders = owned(ContactPoint.objects.all(), actor).filter(subject_id=subject_id).order_by("constituent_id")
        reply, new = Reply.objects.get_or_create(
            organization_id=actor.organization_id,
            reference=reference,
            defaults={
                "subject_id": subject_id,
                "constituent_id": holders.values_list("constituent_id", flat=True).first(),
                "sealed": seal(data_key(actor), words.encode(), place=sealed_place(actor.organization_id, reference)),
                "maybe_stop": maybe_stop,
            },
        )
        if new:
            record(
                "orgs.reply.received",
                actor=actor,
                object_type="reply",
                object_ref=reply.pk,
                subjects=[subject_id],
                channel="sms",
            )
    return new


def read_replies(*, actor: Actor, now: datetime, replies: Sequence[Reply]) -> list[ReadReply]:
    """Open these replies of the acting organization for a member, which is recorded. Raises PermissionDenied."""
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    if not replies:
        return []
    with transaction.atomic():
        key = data_key(actor)
        shown = [
            ReadReply(reply, None, closed=True) if is_closed(reply) else ReadReply(reply, _words(key, reply))
            for reply in replies
        ]
        subjects = sorted({row.reply.subject_id for row in shown if not row.closed})
        record("orgs.reply.read", actor=actor, subjects=subjects, channel="sms", detail={"replies": len(shown)})
    return shown


def mark_reply(*, actor: Actor, now: datetime, reply_id: int, mark: str) -> Reply:
    """Say what a reply means: ``stop`` and ``complaint`` act at once on every identifier of the person. Once only.

    Raises PermissionDenied, RestrictedRecord, Http404, and JournalUnavailable, when nothing has changed.
    """
    if not policies.can_write_messages(actor):
        raise PermissionDenied
    with transaction.atomic():
        replies = owned(Reply.objects.all(), actor).annotate(closed=closed_to(actor, "constituent"))
        found = replies.select_for_update(of=("self",)).filter(pk=reply_id).first()
        if found is None:
            raise Http404
        if found.constituent_id is not None and is_closed(found):
            raise RestrictedRecord(found.constituent_id)
        if found.mark:
            return found
        found.mark, found.marked_by_id, found.marked_at = Reply.Mark(mark), actor.user_id, now
        found.save(update_fields=["mark", "marked_by", "marked_at"])
        _act(actor, now, found)
        record(
            "orgs.reply.marked",
            actor=actor,
            object_type="reply",
            object_ref=found.pk,
            subjects=[found.subject_id],
            channel="sms",
            detail={"mark": found.mark},
        )
    return found


def _act(actor: Actor, now: datetime, reply: Reply) -> None:
    points = contact_points(actor, reply.constituent_id) if reply.constituent_id else []
    subjects = sorted({reply.subject_id, *(point.subject_id for point in points)})
    if reply.mark == Reply.Mark.STOP:
        scope = Withdrawal(recipient_organization=actor.organization_id, channel="sms")
        withdraw(
            actor=actor, now=now, subject_ids=subjects, scope=scope, actor_kind="staff", evidence=1, source="reply",
            method="text",
        )  # fmt: skip
    if reply.mark == Reply.Mark.COMPLAINT:
        report_block(actor=actor, now=now, subject_ids=subjects, kind="complained", channels=["sms"])


def _words(key: bytes, reply: Reply) -> str | None:
    try:
        return open_sealed(
            key, bytes(reply.sealed), place=sealed_place(reply.organization_id, reply.reference)
        ).decode()
    except Unreadable:
        return None
