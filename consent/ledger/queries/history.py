"""Why may we (not) contact them? The standing of each channel, the statements behind it, past contacts: for staff."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404

from coalition.platform.tenancy import Actor
from consent.ledger.models import Notice
from consent.ledger.rules.effective import RULE_VERSION
from consent.ledger.rules.history import Heard, NoticeText, PastContact, Standing
from consent.ledger.rules.household import GivenNames, name_keys

CONTACTS_MOST = 50

_STANDING = """
SELECT c.channel, d.allowed, d.reason, d.event_ids
  FROM unnest(%s::text[]) WITH ORDINALITY AS c(channel, position)
 CROSS JOIN LATERAL commonlist.decide(
       %s::bigint[], %s::bigint[], %s, NULL, NULL, 'contact', c.channel,
       coalesce(%s::timestamptz, clock_timestamp()), 1, coalesce(%s::timestamptz, 'infinity'), %s::bytea[]) d
 ORDER BY c.position
"""
_HISTORY = """
SELECT id, subject_id, kind, purpose, channel, everybody, coalition, campaign, effective_at, until, recorded_at,
       actor_kind, evidence, method, authority, ours, elsewhere, source, evidence_ref, notice_id
  FROM commonlist.consent_history(%s::bigint[])
 ORDER BY effective_at DESC, recorded_at DESC, id DESC
"""
_CONTACTS = """
SELECT id, started_at, channel, purpose, campaign, reference, state, outcome, decision
  FROM commonlist.contact_history(%s::bigint[], %s)
"""


def consent_history(actor: Actor, subject_ids: Sequence[int]) -> list[Heard]:
    """What the acting organization may read of the person's consent, newest first.

    Its own statements, those about it and those about everybody; nothing of another organization's business. The same
    thing said of several identifiers at once is one statement.
    """
    if actor.organization_id is None or not subject_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, [list(subject_ids)])
        rows = cursor.fetchall()
    same: dict[tuple[Any, ...], list[tuple[UUID, int]]] = defaultdict(list)
    for event, subject, *said in rows:
        same[tuple(said)].append((event, subject))
    return [
        Heard(tuple(event for event, _ in on), tuple(subject for _, subject in on), *said) for said, on in same.items()
    ]


def standing(
    actor: Actor,
    subject_ids: Sequence[int],
    channels: Sequence[str],
    history: Sequence[Heard],
    *,
    at: datetime | None = None,
    known_at: datetime | None = None,
    household: GivenNames | None = None,
) -> list[Standing]:
    """For one person (all their subjects), per channel: may the acting organization contact them, and why (not)?

    ``at`` defaults to now; with ``known_at``, by what was recorded until then. ``household`` gives the person's given
    name for the subjects that others of the list have too: there a yes must speak of them.
    """
    subjects = list(subject_ids)
    if actor.organization_id is None or not subjects:
        return [Standing(channel, False, "not_asked", None, RULE_VERSION) for channel in channels]
    with connection.cursor() as cursor:
        names = name_keys(subjects, household)
        people = [1] * len(subjects)
        cursor.execute(_STANDING, [list(channels), people, subjects, actor.organization_id, at, known_at, names])
        rows = cursor.fetchall()
    heard = _by_event(history)
    return [
        Standing(channel, allowed, reason, next((heard[each] for each in events if each in heard), None), RULE_VERSION)
        for channel, allowed, reason, events in rows
    ]


def contact_history(actor: Actor, subject_ids: Sequence[int], history: Sequence[Heard]) -> list[PastContact]:
    """The acting organization's contacts with the person, newest first, each with its stored decision."""
    if actor.organization_id is None or not subject_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CONTACTS, [list(subject_ids), CONTACTS_MOST])
        rows = cursor.fetchall()
    heard = _by_event(history)
    return [_contact(row, heard) for row in rows]


def notices_of(history: Sequence[Heard]) -> dict[int, NoticeText]:
    """The notices that these statements name, by id."""
    named = {heard.notice_id for heard in history if heard.notice_id is not None}
    return {notice.pk: _text(notice) for notice in Notice.objects.filter(pk__in=named)} if named else {}


def notices_in_use(actor: Actor) -> list[NoticeText]:
    """The notices on which consents of the acting organization's people rest, by name, newest version first."""
    if actor.organization_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT notice_id, since, consents FROM commonlist.notices_in_use()")
        used = {notice: (since, consents) for notice, since, consents in cursor.fetchall()}
    notices = Notice.objects.filter(pk__in=used).order_by("name", "language", "-version")
    return [_text(notice, *used[notice.pk]) for notice in notices]


def notice_in_use(actor: Actor, notice_id: int) -> NoticeText:
    """One of them. Raises Http404, also for a notice that only other organizations use."""
    found = next((each for each in notices_in_use(actor) if each.id == notice_id), None)
    if found is None:
        raise Http404
    return found


def _by_event(history: Sequence[Heard]) -> dict[UUID, Heard]:
    return {event: heard for heard in history for event in heard.ids}


def _contact(row: tuple[Any, ...], heard: dict[UUID, Heard]) -> PastContact:
    attempt, started_at, channel, purpose, campaign, reference, state, outcome, decision = row
    stored = json.loads(decision)
    events = tuple(UUID(each) for each in stored.get("events") or ())
    at = stored.get("at")
    return PastContact(
        id=attempt,
        started_at=started_at,
        channel=channel,
        purpose=purpose,
        campaign=campaign,
        reference=reference,
        state=state,
        outcome=outcome,
        reason=stored.get("reason", ""),
        event_ids=events,
        decided_at=datetime.fromisoformat(at) if at else None,
        rule_version=int(stored.get("rule") or 0),
        heard=next((heard[each] for each in events if each in heard), None),
    )


def _title(notice: Notice) -> str:
    # The name of a form's notice is the form's address; its text begins with the title.
    return notice.text.partition("\n")[0] if notice.name.startswith("form ") else notice.name


def _text(notice: Notice, since: datetime | None = None, consents: int = 0) -> NoticeText:
    return NoticeText(
        notice.pk, _title(notice), notice.version, notice.language, notice.text, notice.sha256,
        tuple(notice.recipients), notice.created_at, since, consents,
    )  # fmt: skip
