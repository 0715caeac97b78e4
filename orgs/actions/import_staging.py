"""Staging: the rows of a sheet, read, recognized and copied into temporary tables of this connection.

Nothing of the organization's list changes here. Each block of rows is one short transaction, so that progress is seen
and no lock is held while a long file is read.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from coalition.platform.keys import ContactKind, Identifier, identifier, seal
from coalition.platform.sheets import read_rows
from coalition.platform.tenancy import Actor, owned
from orgs.models import Import
from orgs.queries.contacts import data_key, seal_contact
from orgs.queries.identities import introduce
from orgs.queries.imports import sealed_place, sheet_path
from orgs.rules.identity import FINGERPRINTED, Candidate, Resolver, SomebodyElse, fingerprint, place_key
from orgs.rules.rows import Issue, Person, Plan, parse_row
from orgs.rules.statements import POINTS, Statement

BLOCK = 4_000
TEXTS = (*FINGERPRINTED, "language", "birth_date", "note")
TABLES = {
    "import_row": "row integer, person bigint, fresh boolean, first boolean, same boolean,"
    " fingerprint bytea, type text, " + ", ".join(f"{name} text" for name in TEXTS),
    "import_point": "row integer, person bigint, position integer, kind text, contact_key bytea, all_keys bytea,"
    " sealed bytea, subject bigint",
    "import_interest": "row integer, person bigint, name text",
    "import_choice": "row integer, person bigint, kind text, purpose text, channel text, point_kind text",
    "import_issue": "row integer, heading text, reason text, rejected boolean, sealed bytea",
    "import_subject": "contact_key bytea, subject bigint",
    "import_change": "person bigint, " + ", ".join(f"{name} text" for name in TEXTS),
    "import_new_point": "row integer, person bigint, position integer, kind text, contact_key bytea, sealed bytea,"
    " subject bigint, fresh boolean",
    "import_new_interest": "person bigint, name text, row integer",
}
COPIED = ("import_row", "import_point", "import_interest", "import_choice", "import_issue")

Lines = dict[str, list[tuple[Any, ...]]]
Ids = Callable[[int], list[int]]


@dataclass(slots=True)
class Tally:
    """What was counted while reading."""

    rows: int = 0
    rejected: int = 0
    fresh: int = 0
    duplicates: int = 0
    share_yes: int = 0
    share_no: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Row:
    number: int
    person: Person
    cells: list[str]
    keys: list[tuple[str, str, Identifier]]
    candidate: Candidate


@dataclass(slots=True)
class Staging:
    """One reading of one sheet. ``ids`` gives numbers for new people."""

    actor: Actor
    batch: Import
    plan: Plan
    statement: Statement
    ids: Ids
    tally: Tally = field(default_factory=Tally)
    resolver: Resolver = field(default_factory=Resolver)
    seen: set[int] = field(default_factory=set)
    met: set[bytes] = field(default_factory=set)
    data_key: bytes = b""

    def read_all(self) -> Tally:
        """Stage the whole sheet; what was counted."""
        create_tables()
        with transaction.atomic():
            self.data_key = data_key(self.actor)
        rows = read_rows(sheet_path(self.batch))
        while block := list(islice(rows, BLOCK)):
            with transaction.atomic():
                self._stage(block)
                done = owned(Import.objects.all(), self.actor).filter(pk=self.batch.pk)
                done.update(progress=self.tally.rows)
        return self.tally

    def _stage(self, block: Sequence[tuple[int, list[str]]]) -> None:
        self.tally.rows += len(block)
        lines: Lines = {name: [] for name in COPIED}
        usable = []
        for number, cells in block:
            person = parse_row(cells, self.plan)
            if person.rejected:
                self._reject(lines, number, cells, person.issues)
            else:
                usable.append(self._identify(number, cells, person))
        introduce(self.actor, self.resolver, [row.candidate for row in usable], self.met)
        fresh = iter(self.ids(len(usable)))
        for row in usable:
            self._recognize(lines, row, fresh)
        _copy(lines)

    def _identify(self, number: int, cells: list[str], person: Person) -> _Row:
        keys = [
            (kind.value, written, identifier(kind, normalised))
            for kind, points in ((ContactKind.EMAIL, person.emails), (ContactKind.PHONE, person.phones))
            for written, normalised in points
        ]
        given, family = person.value("given_name"), person.value("family_name")
        address = (person.value("street"), person.value("city"), person.value("postal_code"))
        candidate = Candidate(
            fingerprint=fingerprint(
                [person.value(name) for name in FINGERPRINTED], [next(iter(each.keys.values())) for _, _, each in keys]
            ),
            given_name=given,
            family_name=family,
            external_id=person.value("external_id"),
            keys=tuple(tuple(each.keys.values()) for _, _, each in keys),
            place=place_key(given, family, *address),
        )
        return _Row(number, person, cells, keys, candidate)

    def _recognize(self, lines: Lines, row: _Row, fresh: Iterator[int]) -> None:
        candidate = row.candidate
        try:
            known = self.resolver.resolve(candidate)
        except SomebodyElse:
            heading = self.plan.headings[self.plan.fields.index("external_id")]
            self._reject(lines, row.number, row.cells, [Issue(heading, "id_of_somebody_else", rejected=True)])
            return
        person = next(fresh) if known is None else known
        same = self.resolver.by_fingerprint.get(candidate.fingerprint) == person
        self.resolver.learn(person, candidate, new=known is None or same)
        first = person not in self.seen
        self.seen.add(person)
        self.tally.fresh += known is None
        self.tally.duplicates += not first
        self._add(lines, row, person, (known is None, first, same))

    def _add(self, lines: Lines, row: _Row, person: int, flags: tuple[bool, bool, bool]) -> None:
        said = row.person
        texts = {**said.values, "language": said.language, "note": "\n".join(dict.fromkeys(said.notes))}
        lines["import_row"].append(
            (row.number, person, *flags, row.candidate.fingerprint, said.type)
            + tuple(texts.get(name, "") for name in TEXTS)
        )
        for position, (kind, written, known) in enumerate(row.keys):
            own = known.keys[settings.PEPPER_VERSIONS[-1]]
            keys = (*known.keys.values(), *known.mailbox.values())
            sealed = seal_contact(self.data_key, written, organization_id=self.batch.organization_id, contact_key=own)
            lines["import_point"].append((row.number, person, position, kind, own, b"".join(keys), sealed, None))
        lines["import_interest"] += [(row.number, person, name) for name in said.interests]
        lines["import_choice"] += [(row.number, person, *choice) for choice in choices_of(said, self.statement)]
        self.tally.share_yes += said.shares is True
        self.tally.share_no += said.shares is False
        self.tally.kept.update(issue.reason for issue in said.issues)
        lines["import_issue"] += [(row.number, issue.column, issue.reason, False, None) for issue in said.issues]

    def _reject(self, lines: Lines, number: int, cells: list[str], issues: Sequence[Issue]) -> None:
        place = sealed_place(self.batch.organization_id, self.batch.pk, number)
        sealed = seal(self.data_key, json.dumps(cells).encode(), place=place)
        stops = [issue for issue in issues if issue.rejected]
        lines["import_issue"] += [(number, issue.column, issue.reason, True, sealed) for issue in stops]
        self.tally.rejected += 1
        self.tally.reasons[stops[0].reason] += 1


def choices_of(person: Person, statement: Statement) -> Iterator[tuple[str, str, str, str]]:
    """What a row says about consent: ``(kind, purpose, channel, kind of contact point)``; "" for every point.

    A refusal needs no statement; a yes counts only under a stated basis, or an attestation that names a coalition.
    For somebody under age only a guardian says yes, and not by a list.
    """
    for channel in sorted(person.refuses):
        yield "refused", "", channel, POINTS.get(channel, "")
    if person.deceased:
        yield "deceased", "", "", ""
    for channel in statement.basis:
        stopped = person.refuses & {"", channel} or person.deceased or person.minor
        if not stopped and person.accepts.get(channel, True):
            yield "granted", "contact", channel, POINTS[channel]
    if statement.attestation and statement.attestation.coalition:
        if person.shares is True and not person.minor:
            yield "granted", "share", "email", "email"
            yield "granted", "share", "phone", "phone"
        elif person.shares is False:
            yield "refused", "share", "", ""


def create_tables() -> None:
    """Empty temporary tables, seen by this connection alone."""
    with connection.cursor() as cursor:
        for name, columns in TABLES.items():
            cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {name} ({columns})")
    empty_tables()


def empty_tables() -> None:
    """Forget what was staged. The tables stay with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f"pg_temp.{name}" for name in TABLES))


def new_ids(count: int) -> list[int]:
    """Numbers for new constituents, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('orgs_constituent', 'id')) FROM generate_series(1, %s)", [count]
        )
        return sorted(number for (number,) in cursor.fetchall())


def _copy(lines: Lines) -> None:
    with connection.cursor() as cursor:
        for name, rows in lines.items():
            if rows:
                with cursor.copy(f"COPY pg_temp.{name} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
