"""Consent that an organization's list brings with it: its word for contact, its artefacts for sharing, and every no."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies
from consent.ledger.actions.journal import journal_negatives

BLOCK = 10_000
_RECORD = """
SELECT id, subject_id, kind, purpose, channel FROM commonlist.record_imported(
    %s, %s, %s::bigint[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::smallint[], %s,
    %s::bigint[], %s::text[])
"""


@dataclass(frozen=True, slots=True)
class ImportedChoice:
    """What a list says about one subject: ``granted``, ``refused`` or ``deceased``; grade 1, or 2 with a notice.

    Without ``coalition`` the recipient is the organization itself. ``named`` is the given name of whom a yes speaks of.
    """

    subject_id: int
    kind: str
    purpose: str
    channel: str
    grade: int = 1
    coalition: int | None = None
    effective_at: datetime | None = None
    named: str = ""


def record_imported(
    *,
    actor: Actor,
    now: datetime,
    source: str,
    choices: Sequence[ImportedChoice],
    notice_id: int | None = None,
    recipients: Sequence[int] = (),
) -> Counter[tuple[str, str, str]]:
    """Append what this organization has not imported before; how many by (kind, purpose, channel).

    ``recipients`` are the members whom the notice names: a yes to passing on is written for each of them. Nothing is
    ever lifted. Negatives reach the journal before this returns. Raises PermissionDenied.
    """
    if not policies.can_record_imported(actor):
        raise PermissionDenied
    found: Counter[tuple[str, str, str]] = Counter()
    ids: list[UUID] = []
    subjects: set[int] = set()
    told = (notice_id, list(recipients))
    with transaction.atomic():
        for block in _blocks(choices):
            rows = _record_block(actor, source, block, told)
            found.update((kind, purpose, channel) for _id, _subject, kind, purpose, channel in rows)
            subjects.update(row[1] for row in rows)
            fresh = [row[0] for row in rows]
            for start in range(0, len(fresh), BLOCK):
                journal_negatives(fresh[start : start + BLOCK])
            ids += fresh
        if ids:
            record(
                "consent.event.recorded",
                actor=actor,
                subjects=sorted(subjects),
                consent_event_ids=ids if len(ids) <= 100 else (),
                detail={"events": len(ids), "from_list": True},
            )
    return found


def _blocks(choices: Sequence[ImportedChoice]) -> Iterator[list[ImportedChoice]]:
    # Every no in one block: it takes its locks once, in the order that everybody takes them.
    ordered = sorted(choices, key=lambda choice: choice.subject_id)
    noes = [choice for choice in ordered if choice.kind != "granted"]
    if noes:
        yield noes
    grants = [choice for choice in ordered if choice.kind == "granted"]
    for start in range(0, len(grants), BLOCK):
        yield grants[start : start + BLOCK]


def _record_block(
    actor: Actor, source: str, block: Sequence[ImportedChoice], told: tuple[int | None, list[int]]
) -> list[tuple[UUID, int, str, str, str]]:
    columns = [
        [getattr(choice, name) for choice in block]
        for name in ("subject_id", "kind", "purpose", "channel", "coalition", "effective_at", "grade")
    ]
    with connection.cursor() as cursor:
        names = [choice.named for choice in block]
        cursor.execute(_RECORD, [actor.organization_id, source, *columns, *told, names])
        rows: list[tuple[UUID, int, str, str, str]] = cursor.fetchall()
        return rows
