"""Messages of the acting organization: the list, one with its recipients, and who could be written to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import Constituent, ContactPoint, Message, MessageRecipient
from orgs.queries.held import held_back
from orgs.queries.households import SHARED
from orgs.queries.segments import refuse_unseen, segment_members
from orgs.queries.visible import RestrictedRecord, closed_to, is_closed, seen_by

KIND_OF_CHANNEL = {"email": "email", "sms": "phone"}
RUNNING = (Message.State.QUEUED, Message.State.SENDING)
SHOWN_PROBLEMS = 100

# Each person of the message once: by which contact point, or why not. One address is written to once.
_JUDGED = """
WITH member AS MATERIALIZED (SELECT id FROM ({members}) AS chosen(id)
), point AS MATERIALIZED (
    SELECT DISTINCT ON (p.constituent_id) p.constituent_id AS person, p.id, p.subject_id
      FROM orgs_contactpoint p JOIN member ON member.id = p.constituent_id
      LEFT JOIN commonlist.not_working(%(channel)s) AS dead(subject_id) ON dead.subject_id = p.subject_id
     WHERE p.organization_id = %(organization)s AND p.kind = %(kind)s AND NOT p.wrong
     ORDER BY p.constituent_id, dead.subject_id IS NOT NULL, p.preferred DESC, p.id
), key AS MATERIALIZED (
    SELECT DISTINCT p.constituent_id AS person, p.subject_id,
           CASE WHEN shared.subject_id IS NOT NULL THEN commonlist.name_key(p.subject_id, c.given_name) END AS name
      FROM orgs_contactpoint p JOIN point ON point.person = p.constituent_id
      JOIN orgs_constituent c ON c.organization_id = p.organization_id AND c.id = p.constituent_id
      LEFT JOIN ({shared}) shared ON shared.subject_id = p.subject_id
     WHERE p.organization_id = %(organization)s
), verdict AS MATERIALIZED (
    SELECT d.person, d.allowed, d.reason
      FROM (SELECT coalesce(array_agg(person ORDER BY person, subject_id), ARRAY[]::bigint[]) AS people,
                   coalesce(array_agg(subject_id ORDER BY person, subject_id), ARRAY[]::bigint[]) AS subjects,
                   array_agg(name ORDER BY person, subject_id) AS names
              FROM key) keys
     CROSS JOIN LATERAL commonlist.decide(
           keys.people, keys.subjects, %(organization)s, NULL, NULL, 'contact', %(channel)s, clock_timestamp(), 1,
           names => keys.names) d
), held AS MATERIALIZED (
    SELECT person, max(reason) AS reason FROM ({held}) AS kept(person, reason) GROUP BY 1
), judged AS (
    SELECT member.id AS person, point.id AS point,
           CASE WHEN held.reason IS NOT NULL THEN held.reason
                WHEN point.id IS NULL THEN %(without)s
                WHEN NOT verdict.allowed THEN verdict.reason
                WHEN row_number() OVER (PARTITION BY point.subject_id, verdict.allowed, held.reason IS NULL
                                         ORDER BY member.id) > 1 THEN 'same_address'
                ELSE '' END AS reason
      FROM member LEFT JOIN point ON point.person = member.id LEFT JOIN verdict ON verdict.person = member.id
      LEFT JOIN held ON held.person = member.id
)
"""
_BY_REASON = "SELECT reason, count(*) FROM judged GROUP BY 1 ORDER BY 2 DESC, 1"
_FIRST = "SELECT person FROM judged WHERE reason = '' ORDER BY person LIMIT 1"


@dataclass(frozen=True, slots=True)
class Audience:
    """How many people a message would reach now, and how many not, by reason code, most first."""

    may: int
    left_out: list[tuple[str, int]]

    @property
    def may_not(self) -> int:
        """How many are left out."""
        return sum(people for _, people in self.left_out)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a message is."""

    by_state: dict[str, int]
    left_out: list[tuple[str, int]]
    problems: list[MessageRecipient]

    @property
    def total(self) -> int:
        """Everyone whom it was to reach: those left out beforehand are not among them."""
        return sum(people for state, people in self.by_state.items() if state != MessageRecipient.State.LEFT_OUT)

    @property
    def finished(self) -> int:
        """How many are dealt with."""
        return self.total - self.by_state.get("waiting", 0) - self.by_state.get("sending", 0)


def messages_of(actor: Actor) -> QuerySet[Message]:
    """The organization's messages, newest first, with whom they are for and who wrote them."""
    messages = owned(Message.objects.all(), actor).select_related("segment", "constituent", "created_by")
    if seen := seen_by(actor, "constituent"):
        messages = messages.filter(Q(constituent=None) | seen)
    return messages.order_by("-id")


def sent_counts(actor: Actor, messages: list[Message]) -> dict[int, int]:
    """How many were sent of each, in one statement."""
    sent = owned(MessageRecipient.objects.all(), actor).filter(message__in=messages, state="sent")
    return dict(sent.order_by().values_list("message_id").annotate(people=Count("id")))


def get_message(actor: Actor, message_id: int) -> Message:
    """One message. Raises Http404, also for another organization's, and RestrictedRecord when it is to one such."""
    message = owned(Message.objects.all(), actor).select_related("segment", "constituent", "created_by")
    found = message.annotate(closed=closed_to(actor, "constituent")).filter(pk=message_id).first()
    if found is None:
        raise Http404
    if found.constituent_id is not None and is_closed(found):
        raise RestrictedRecord(found.constituent_id)
    return found


def people_of(actor: Actor, message: Message) -> QuerySet[Constituent]:
    """Whom the message is for, now, held back or not: the segment's members whom the actor sees, or the one person.

    Restricted records are not even counted: a narrow segment would tell who they are.
    Raises InvalidRules, and UnseenField for a segment whose members would tell the actor what they may not know.
    """
    if message.segment is not None:
        refuse_unseen(actor, message.segment)
        return segment_members(actor, message.segment)
    return owned(Constituent.objects.all(), actor).filter(pk=message.constituent_id or 0)


def judged(actor: Actor, message: Message) -> tuple[str, dict[str, Any]]:
    """Everybody of the message with the reason against them (``judged``), and the parameters. Raises InvalidRules."""
    members, values = people_of(actor, message).order_by().values("pk").query.sql_with_params()
    held, kept = held_back(actor)
    names, others = _names("member", values), _names("held", kept)
    parameters = {
        "organization": actor.organization_id,
        "kind": KIND_OF_CHANNEL[message.channel],
        "channel": message.channel,
        "without": f"no_{KIND_OF_CHANNEL[message.channel]}",
        **dict(zip(names, values, strict=True)),
        **dict(zip(others, kept, strict=True)),
    }
    statement = _JUDGED.replace("{shared}", SHARED).replace("{held}", held % tuple(f"%({name})s" for name in others))
    return statement.replace("{members}", members % tuple(f"%({name})s" for name in names)), parameters


def _names(stem: str, values: Sequence[Any]) -> list[str]:
    return [f"{stem}{number}" for number in range(len(values))]


def audience_of(actor: Actor, message: Message) -> Audience:
    """Who could be written to now, in one statement; the gate decides again for each. Raises InvalidRules."""
    statement, parameters = judged(actor, message)
    with connection.cursor() as cursor:
        cursor.execute(statement + _BY_REASON, parameters)
        counted = cursor.fetchall()
    return Audience(
        sum(people for reason, people in counted if not reason),
        [(reason, people) for reason, people in counted if reason],
    )


def example_of(actor: Actor, message: Message) -> Constituent | None:
    """The first person who could be written to: for the preview."""
    statement, parameters = judged(actor, message)
    with connection.cursor() as cursor:
        cursor.execute(statement + _FIRST, parameters)
        row = cursor.fetchone()
    return owned(Constituent.objects.all(), actor).filter(pk=row[0]).first() if row else None


def progress_of(actor: Actor, message: Message) -> Progress:
    """How many in which state, who was left out and why, and the first of those with whom it went wrong."""
    recipients = owned(MessageRecipient.objects.all(), actor).filter(message=message)
    counted = recipients.order_by().values_list("state", "reason").annotate(people=Count("id"))
    by_state: dict[str, int] = {}
    left_out: list[tuple[str, int]] = []
    for state, reason, people in counted:
        by_state[state] = by_state.get(state, 0) + people
        if state == MessageRecipient.State.LEFT_OUT:
            left_out.append((reason, people))
    wrong = (
        recipients.filter(seen_by(actor, "constituent"), state__in=["failed", "uncertain"])
        .select_related("constituent")
        .order_by("id")
    )
    return Progress(by_state, sorted(left_out, key=lambda row: (-row[1], row[0])), list(wrong[:SHOWN_PROBLEMS]))


def recipient_points(actor: Actor, recipient: MessageRecipient) -> list[ContactPoint]:
    """Every contact point of the recipient: the gate reads them all."""
    return list(owned(ContactPoint.objects.all(), actor).filter(constituent=recipient.constituent_id).order_by("id"))
