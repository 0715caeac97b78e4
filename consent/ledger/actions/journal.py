"""The journal of negatives: an append-only file outside the database, so that a restored backup replays them.

``negatives-HOST.jsonl`` in ``COMMONLIST_JOURNAL_DIR`` (by default ``COMMONLIST_HOME/journal``), one file for each host,
so that several may share a directory. One JSON object per line: the event, with the contact keys of its subject and of
its mailbox (hexadecimal, under each pepper) in place of a row number. No address is in it. Nothing is buffered: each
append is fsynced before the withdrawal is answered. ``manage.py replay_negatives`` reads every host's file back; a line
that is known already changes nothing.
"""

import fcntl
import json
import os
import re
import socket
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor, acting
from consent.ledger.actions.subjects import ensure_subjects

BLOCK = 1_000

_REPLAY = """
INSERT INTO consent_event (
    id, subject_id, recipient_organization_id, recipient_coalition_id, campaign, purpose, channel, kind, effective_at,
    until, recorded_at, actor_kind, evidence, legal_basis, source, source_organization_id)
SELECT e.id, e.subject_id, e.recipient_organization, e.recipient_coalition, e.campaign, e.purpose, e.channel, e.kind,
       e.effective_at, e.until, e.recorded_at, e.actor_kind, e.evidence, '', 'journal',
       (SELECT o.id FROM orgs_organization o WHERE o.id = e.source_organization)
  FROM jsonb_to_recordset(%s::jsonb) AS e(
       id uuid, subject_id bigint, recipient_organization bigint, recipient_coalition bigint, campaign bigint,
       purpose text, channel text, kind text, effective_at timestamptz, until timestamptz, recorded_at timestamptz,
       actor_kind text, evidence smallint, source_organization bigint)
 WHERE (e.recipient_organization IS NULL
        OR EXISTS (SELECT 1 FROM orgs_organization o WHERE o.id = e.recipient_organization))
   AND (e.recipient_coalition IS NULL OR EXISTS (SELECT 1 FROM orgs_coalition c WHERE c.id = e.recipient_coalition))
ON CONFLICT DO NOTHING
"""
_FORGOTTEN = "SELECT commonlist.replay_forgotten(commonlist.wishes(%s::jsonb))"


class JournalUnavailable(OSError):
    """The journal could not be written: the withdrawal is not acknowledged, and its transaction rolls back."""


def journal_folder() -> Path:
    """Where the journals lie; with several hosts a directory that all of them share."""
    return Path(settings.JOURNAL_DIR or Path(settings.COMMONLIST_HOME) / "journal")


def own_journal(name: str) -> Path:
    """The file that this host writes: no other host appends to it, so nothing depends on locks over a network."""
    host = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname()) or "host"
    return journal_folder() / f"{name}-{host}.jsonl"


def journals(name: str) -> list[Path]:
    """Every host's file, and the one of before there were several."""
    return sorted([*journal_folder().glob(f"{name}.jsonl"), *journal_folder().glob(f"{name}-*.jsonl")])


def journal_path() -> Path:
    """Where this host's journal of negatives lies."""
    return own_journal("negatives")


def journal_negatives(event_ids: Sequence[UUID]) -> int:
    """Append the negatives among these events and wait until they are on disk; how many. Raises JournalUnavailable.

    Call it in the transaction that wrote them: a line too many only repeats what the person said. It also has the
    holders told, once that transaction is committed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM commonlist.journal_lines(%s::uuid[])", [list(event_ids)])
        lines = [json.dumps(json.loads(line), sort_keys=True) for (line,) in cursor.fetchall()]
    if lines:
        append_to_journal(journal_path(), "".join(f"{line}\n" for line in lines).encode())
        jobs.defer("propagation.withdrawals.publish")
    return len(lines)


def replay_negatives(*, actor: Actor) -> int:
    """Write every negative of the journal that the database does not have (any more); how many there were to add.

    A line without its end (a crash while writing, never acknowledged) is skipped; other damage raises ValueError.
    """
    if actor.role != "system":
        raise PermissionError("only the platform replays the journal")
    added = 0
    with transaction.atomic():
        lines = chain.from_iterable(map(journal_lines, journals("negatives")))
        for block in _blocks(lines):
            gone = _forgotten(block)
            added += _replay_forgotten([line for line in block if gone & _keys(line)])
            added += _replay_known([line for line in block if not gone & _keys(line)])
        record("consent.negatives.replayed", actor=actor, detail={"added": added})
    return added


def append_to_journal(path: Path, data: bytes) -> None:
    """Append whole lines to a journal and wait until they are on disk, or leave it as it was: JournalUnavailable."""
    try:
        _append(path, data)
    except OSError as error:
        raise JournalUnavailable(f"the journal {path.name} cannot be written") from error


def journal_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a journal. One whose end never came was never acknowledged; other damage raises ValueError."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                if line.rstrip().endswith(b"}"):
                    raise ValueError(f"line {number} of the journal is damaged: {path}") from error


def _identifier(line: dict[str, Any]) -> Identifier:
    keys, mailbox = (
        {int(version): bytes.fromhex(key) for version, key in line.get(name) or ()} for name in ("keys", "mailbox")
    )
    return Identifier(keys, mailbox)


def _append(path: Path, data: bytes) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        end = os.lseek(descriptor, 0, os.SEEK_END)
        if end and os.pread(descriptor, 1, end - 1) != b"\n":
            data = b"\n" + data  # a crash left half a line: it stays alone on its line
        written = os.write(descriptor, data)
        if written != len(data):
            os.ftruncate(descriptor, end)
            raise OSError("the disk took only a part of the line")
        os.fsync(descriptor)
        if end == 0:
            _sync_folder(path.parent)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replay_known(block: list[dict[str, Any]]) -> int:
    subjects = ensure_subjects(_identifier(line) for line in block)
    for line in block:
        line["subject_id"] = subjects[bytes.fromhex(line.pop("keys")[0][1])]
    people = Actor(role="system", subject_ids=tuple(sorted({line["subject_id"] for line in block})))
    with acting(people), connection.cursor() as cursor:
        cursor.execute(_REPLAY, [json.dumps(block)])
        added: int = cursor.rowcount
        return added


def _replay_forgotten(block: list[dict[str, Any]]) -> int:
    # Whoever was erased is not known again by what they once said; whoever shares their mailbox keeps their no.
    if not block:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, [json.dumps(block)])
        added: int = cursor.fetchone()[0]
        return added


def _forgotten(block: list[dict[str, Any]]) -> set[str]:
    keys = {bytes.fromhex(key) for line in block for key in _keys(line)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.forgotten_keys(%s::bytea[])", [list(keys)])
        return {bytes(key).hex() for (key,) in cursor.fetchall()}


def _keys(line: dict[str, Any]) -> set[str]:
    return {key for _, key in line["keys"]}


def _blocks(lines: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while block := list(islice(lines, BLOCK)):
        yield block
