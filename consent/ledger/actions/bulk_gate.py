"""The gate for many people at once, whose addresses leave as a file: block by block, each under its locks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from coalition.platform.database.among import array_of
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.queries.decisions import decide_many
from consent.ledger.rules.facts import Decision

MOST_KEYS = 1_000


def release_contacts(
    *,
    actor: Actor,
    now: datetime,
    people: Sequence[tuple[int, int]],
    channels: Sequence[str],
    purpose: str = "contact",
    household: Mapping[tuple[int, int], str] | None = None,
    wait: bool = False,
) -> dict[str, dict[int, Decision]] | None:
    """Whom the acting organization may contact now: for each channel the decision of each person.

    ``people`` are pairs (person, subject), every identifier of each, of at most ``MOST_KEYS`` subjects. Their locks are
    taken first, so that every no which was answered before is heard, and stay until the outermost transaction ends: a
    no that comes meanwhile waits. None when somebody else has one of them (``wait``: waits for them instead). What
    leaves is recorded by whoever hands it out. Raises PermissionDenied, ValueError.
    """
    if not policies.can_claim_contact(actor):
        raise PermissionDenied
    subjects = sorted({subject for _, subject in people})
    if len(subjects) > MOST_KEYS and len({person for person, _ in people}) > 1:
        raise ValueError(f"{len(subjects)} identifiers in one block")
    with transaction.atomic():
        if not _lock(actor.organization_id, subjects, wait):
            return None
        return {
            channel: decide_many(actor=actor, people=people, purpose=purpose, channel=channel, household=household)
            for channel in channels
        }


def _lock(organization_id: int | None, subjects: Sequence[int], wait: bool) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.gate_stands(%s)", [organization_id])
        cursor.execute("SELECT commonlist.lock_subjects(%s::bigint[], %s)", [array_of(subjects), not wait])
        locked: bool = cursor.fetchone()[0]
    return locked
