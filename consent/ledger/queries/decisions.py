"""May we contact them? Decisions for many people in one statement, and for one person in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.utils.functional import Promise

from coalition.platform.database.among import array_of
from coalition.platform.tenancy import Actor
from consent.ledger.rules.effective import RULE_VERSION
from consent.ledger.rules.facts import Decision
from consent.ledger.rules.household import GivenNames, name_key, name_keys
from consent.ledger.rules.words import reason_in_words

_DECIDE = """
SELECT d.person, d.allowed, d.reason, d.event_ids
  FROM commonlist.decide(%s::bigint[], %s::bigint[], %s, %s, %s, %s, %s, coalesce(%s, clock_timestamp()), %s,
                         'infinity', %s::bytea[]) d
"""
_EXPLAIN = """
SELECT c.channel, d.allowed, d.reason, e.kind, e.effective_at, e.until, e.actor_kind, e.evidence, e.source
  FROM unnest(%s::text[]) WITH ORDINALITY AS c(channel, position)
 CROSS JOIN LATERAL commonlist.decide(%s::bigint[], %s::bigint[], %s, %s, %s, %s, c.channel, clock_timestamp(), %s,
                                     'infinity', %s::bytea[]) d
  LEFT JOIN LATERAL commonlist.deciding_events(d.event_ids) e ON true
 ORDER BY c.position
"""


_REPLAY = "SELECT * FROM commonlist.replay_attempt(%s)"


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored decision, and what the rule says today about that moment with what was known at that moment."""

    stored: str
    stored_events: tuple[UUID, ...]
    found: str
    found_events: tuple[UUID, ...]
    rule_version: int

    @property
    def same(self) -> bool:
        """Whether the answer is the same."""
        return self.stored == self.found


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an organization may, or may not, contact one person by one channel: for its own staff to read."""

    channel: str
    allowed: bool
    reason: str
    kind: str = ""
    effective_at: datetime | None = None
    until: datetime | None = None
    said_by: str = ""
    evidence: int | None = None
    source: str = ""

    @property
    def words(self) -> Promise:
        """The reason as a sentence."""
        return reason_in_words(self.reason)


def decide_many(
    *,
    actor: Actor,
    people: Iterable[tuple[int, int]],
    purpose: str,
    channel: str,
    coalition: int | None = None,
    campaign: int | None = None,
    recipient_organization: int | None = None,
    minimum_evidence: int = 1,
    at: datetime | None = None,
    household: Mapping[tuple[int, int], str] | None = None,
) -> dict[int, Decision]:
    """Decisions by person, in one statement. ``people`` are pairs (person, subject): every key of each person.

    The recipient is the acting organization unless another is named. ``at`` defaults to the database's now.
    ``household`` gives the given name for pairs whose key others of the list have too: a yes must speak of them.
    """
    pairs = list(people)
    if not pairs:
        return {}
    recipient = recipient_organization if recipient_organization is not None else actor.organization_id
    with connection.cursor() as cursor:
        cursor.execute(
            _DECIDE,
            [
                array_of(person for person, _ in pairs), array_of(subject for _, subject in pairs), recipient,
                coalition, campaign, purpose, channel, at, minimum_evidence,
                [name_key(pair[1], household[pair]) if pair in household else None for pair in pairs]
                if household else None,
            ],
        )  # fmt: skip
        return {
            person: Decision(allowed, reason, tuple(events), RULE_VERSION)
            for person, allowed, reason, events in cursor.fetchall()
        }


def explain(
    *,
    actor: Actor,
    subject_ids: Sequence[int],
    channels: Sequence[str],
    purpose: str = "contact",
    coalition: int | None = None,
    campaign: int | None = None,
    minimum_evidence: int = 1,
    household: GivenNames | None = None,
) -> list[Explanation]:
    """For one person (all their subjects), per channel: may the acting organization contact them, and why (not)?

    ``household`` gives their given name for the subjects that others of the list have too.
    """
    subjects = list(subject_ids)
    if not subjects:
        return [Explanation(channel, False, "not_asked") for channel in channels]
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPLAIN,
            [
                list(channels), [1] * len(subjects), subjects, actor.organization_id, coalition, campaign, purpose,
                minimum_evidence, name_keys(subjects, household),
            ],
        )  # fmt: skip
        return [
            Explanation(
                channel, allowed, reason, kind or "", effective_at, until, said_by or "", evidence, source or ""
            )
            for channel, allowed, reason, kind, effective_at, until, said_by, evidence, source in cursor.fetchall()
        ]


def replay(actor: Actor, attempt_id: int) -> Replay:
    """Decide a stored attempt of the acting organization (or of the person themselves) again. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute(_REPLAY, [attempt_id])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    stored, stored_events, version, found, found_events = row
    return Replay(stored, tuple(stored_events), found, tuple(found_events), version)
