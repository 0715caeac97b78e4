"""Duties as an admin reads them: one row for each person and no, counted as they are listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from coalition.platform.tenancy import Actor
from consent.propagation.queries.feed import people_by_subject
from consent.propagation.rules.words import ANSWERS, SAID, scope_words, to_do
from orgs.models import Constituent
from orgs.queries.members import member_list
from orgs.queries.visible import marked_people, shown

# What somebody said once is one row, by however many identifiers the organization knows them. Whoever is no longer on
# its list has a row too.
_ROWS = """
WITH chosen AS MATERIALIZED (
    SELECT * FROM consent_obligation WHERE holder_id = %(organization)s AND {which}
), first AS (
    SELECT subject_id, min(constituent_id) AS person FROM orgs_contactpoint
     WHERE organization_id = %(organization)s AND subject_id IN (SELECT subject_id FROM chosen) GROUP BY 1
), duty AS (
    SELECT array_agg(id) AS ids, array_agg(subject_id) AS subjects, kind, purpose, channel, export, created_at AS since,
           min(attest_by) AS due, count(overdue_at) > 0 AS late,
           CASE WHEN count(delivered_at) = count(*) THEN max(delivered_at) END AS told_at,
           CASE WHEN count(acknowledged_at) = count(*) THEN max(acknowledged_at) END AS received_at,
           attestation AS answer, max(attested_at) AS answered_at, max(attested_by) AS answered_by, person
      FROM chosen LEFT JOIN first USING (subject_id)
     GROUP BY person, since, kind, purpose, channel, export, answer
)
"""
_WHICH = {
    "open": "state <> 'attested'",
    "overdue": "state IN ('overdue', 'escalated')",
    "answered": "state = 'attested' AND attestation <> 'platform'",
}
_PAGE = """
SELECT ids, subjects, kind, purpose, channel, export, since, due, late, told_at, received_at, answer, answered_at,
       answered_by
  FROM duty ORDER BY {order}, since, person, kind, purpose, channel, export, answer LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNTS = "SELECT count(*), count(*) FILTER (WHERE late) FROM duty"
LISTS = tuple(_WHICH)


@dataclass(frozen=True, slots=True)
class Duty:
    """What one no asks of the organization, over all identifiers of the person it was said for; or what it answered.

    ``told_at`` and ``received_at`` are of its connected system; ``answered_by`` is a member's name, "" for that system.
    """

    ids: tuple[UUID, ...]
    people: tuple[Constituent, ...]
    kind: str
    purpose: str
    channel: str
    export: int | None
    since: datetime
    due: datetime
    late: bool
    told_at: datetime | None
    received_at: datetime | None
    answer: str
    answered_at: datetime | None
    answered_by: str

    @property
    def said(self) -> Promise:
        """What the person said."""
        return SAID[self.kind]

    @property
    def about(self) -> list[Promise]:
        """What it is about; nothing for everything."""
        return scope_words(self.purpose, self.channel)

    @property
    def to_do(self) -> Promise:
        """What is to be done."""
        return to_do(self.kind, self.export)

    @property
    def answer_words(self) -> Promise:
        """What was done."""
        return ANSWERS[self.answer]

    @property
    def reference(self) -> str:
        """The ids, as a form sends them back."""
        return ",".join(map(str, self.ids))


def count_open(actor: Actor) -> tuple[int, int]:
    """How many withdrawals the acting organization has to answer for, and how many of those are overdue."""
    return _counted(actor, "open")


def count_answered(actor: Actor) -> int:
    """How many withdrawals it has answered for itself; what the platform attested is not among them."""
    return _counted(actor, "answered")[0]


def duties(actor: Actor, which: str = "open", *, limit: int | None = None, offset: int = 0) -> list[Duty]:
    """One of ``LISTS``, with everybody whom the organization reaches by those identifiers, in four statements at most.

    The most urgent first; what was answered, the latest first. Raises KeyError for another list.
    """
    order = "answered_at DESC" if which == "answered" else "due"
    page = _ROWS.format(which=_WHICH[which]) + _PAGE.format(order=order)
    with connection.cursor() as cursor:
        cursor.execute(page, {"organization": actor.organization_id, "limit": limit, "offset": offset})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    behind = people_by_subject(actor, (subject for row in rows for subject in row["subjects"]))
    people = marked_people(actor).filter(pk__in={one for people in behind.values() for one in people})
    known = {each.pk: shown(each) for each in people}
    members = _members(actor, {row["answered_by"] for row in rows} - {None})
    return [_duty(row, _named(known, behind, row.pop("subjects")), members) for row in rows]


def _counted(actor: Actor, which: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(which=_WHICH[which]) + _COUNTS, {"organization": actor.organization_id})
        every, late = cursor.fetchone()
    return every, late


def _duty(row: dict[str, Any], people: tuple[Constituent, ...], members: dict[int, str]) -> Duty:
    user = row.pop("answered_by")
    member = "" if user is None else members.get(user, "–")
    return Duty(ids=tuple(sorted(row.pop("ids"))), people=people, answered_by=member, **row)


def _members(actor: Actor, users: Iterable[int]) -> dict[int, str]:
    wanted = set(users)
    if not wanted:
        return {}
    return {member.user_id: str(member.user) for member in member_list(actor).filter(user_id__in=wanted)}


def _named(
    known: dict[int, Constituent], behind: dict[int, list[int]], subjects: Sequence[int | None]
) -> tuple[Constituent, ...]:
    ids = sorted({one for subject in subjects if subject is not None for one in behind.get(subject, ())})
    return tuple(known[one] for one in ids if one in known)
