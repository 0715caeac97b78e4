"""Forgetting in the ledger: an organization lets go; when nobody holds the person, suppression by key alone stays.

Every erasure is also a line of ``erasures-HOST.jsonl`` beside the journal of negatives: contact keys (hexadecimal,
under each pepper), the organization and its row numbers of the people, written before the erasure commits, so that a
restored backup erases them again (``manage.py replay_erasures``). No address and no name is in it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import connection

from coalition.platform.forgetting import Forgotten
from coalition.platform.tenancy import Actor
from consent.ledger.actions.journal import append_to_journal, journal_lines, journals, own_journal

TABLES = (
    "consent_holding", "consent_obligation", "consent_receipt", "consent_hold", "consent_attempt", "consent_event",
    "consent_subject_key", "consent_subject", "consent_mailbox_key", "consent_mailbox",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """One line of the journal of erasures. ``everybody`` says that nobody may contact the person again."""

    at: datetime
    organization: int
    people: tuple[int, ...]
    keys: tuple[tuple[int, bytes], ...]
    everybody: bool


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """At one organization let go of the identifiers; everywhere delete all that the ledger has of them.

    Suppression rows are written in both cases, first. Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    with connection.cursor() as cursor:
        if who.organization_id is not None:
            cursor.execute("SELECT commonlist.let_go(%s::bigint[])", [list(who.subjects)])
            return {"consent_holding": cursor.fetchone()[0]}
        cursor.execute(
            "SELECT name, gone FROM commonlist.forget_subjects(%s::bigint[], %s)",
            [list(who.subjects), who.suppressed_for],
        )
        return dict(cursor.fetchall())


def journal_erasure(*, actor: Actor, now: datetime, who: Forgotten, everybody: bool) -> None:
    """Append the erasure to the journal and wait until it is on disk. Raises JournalUnavailable, PermissionDenied.

    Call it in the transaction of the erasure: a line too many erases again who asked to be erased.
    """
    if actor.role != "system" or who.organization_id is None:
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.keys_for_journal(%s::bigint[]), clock_timestamp()", [list(who.subjects)])
        keys, moment = cursor.fetchone()
    line = {
        "at": moment.astimezone(UTC).isoformat(),
        "organization": who.organization_id,
        "people": list(who.people),
        "keys": json.loads(keys) if isinstance(keys, str) else keys,
        "everybody": everybody,
    }
    append_to_journal(erasures_path(), f"{json.dumps(line, sort_keys=True)}\n".encode())


def journaled_erasures() -> Iterator[ErasureLine]:
    """Every erasure of the journal, oldest first. Raises ValueError for a damaged line."""
    lines = chain.from_iterable(map(journal_lines, journals("erasures")))
    for line in sorted(lines, key=lambda line: str(line["at"])):
        yield ErasureLine(
            at=datetime.fromisoformat(line["at"]),
            organization=line["organization"],
            people=tuple(line["people"]),
            keys=tuple((version, bytes.fromhex(key)) for version, key in line["keys"]),
            everybody=line["everybody"],
        )


def erasures_path() -> Path:
    """Where this host's journal of erasures lies."""
    return own_journal("erasures")
