"""Consent that comes with an import: from the staged choices to the ledger, and what to tell the importer about it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from datetime import date as day
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from coalition.platform.keys import Identifier
from coalition.platform.tenancy import Actor
from consent.ledger.actions.blocks import report_minors
from consent.ledger.actions.events import lock_subjects
from consent.ledger.actions.imported import ImportedChoice, record_imported
from consent.ledger.actions.notices import ensure_notice
from consent.ledger.actions.subjects import ensure_subjects
from orgs.actions.import_plans import joined_whole
from orgs.models import Coalition, Import, Organization
from orgs.queries.directory import members_of
from orgs.queries.members import acting_organization
from orgs.rules.ages import majority_begins, minors_born_from
from orgs.rules.statements import Statement, names

BLOCK = 20_000
_KEYS = "SELECT DISTINCT contact_key, all_keys FROM pg_temp.import_point ORDER BY contact_key"
_SET_SUBJECTS = """
UPDATE pg_temp.import_point p SET subject = s.subject FROM pg_temp.import_subject s WHERE s.contact_key = p.contact_key
"""
# A yes is for the contact points of its own row, and speaks of its own person.
_GRANTS = """
SELECT DISTINCT p.subject, c.purpose, c.channel, person.given_name
  FROM pg_temp.import_choice c JOIN pg_temp.import_point p ON p.row = c.row AND p.kind = c.point_kind
  JOIN orgs_constituent person ON person.organization_id = %(organization)s AND person.id = p.person
 WHERE c.kind = 'granted'
"""
# A no is for every contact point of the person that the channel reaches; for all of them where it reaches none.
_NEGATIVES = """
SELECT DISTINCT p.subject_id, c.kind, c.purpose, c.channel
  FROM (SELECT DISTINCT person, kind, purpose, channel, point_kind FROM pg_temp.import_choice WHERE kind <> 'granted') c
  JOIN orgs_contactpoint p ON p.organization_id = %(organization)s AND p.constituent_id = c.person
 WHERE c.point_kind IN ('', p.kind)
    OR NOT EXISTS (SELECT 1 FROM orgs_contactpoint o
                    WHERE o.organization_id = %(organization)s AND o.constituent_id = c.person
                      AND o.kind = c.point_kind)
"""
_PEOPLE = """
SELECT c.kind, c.purpose, c.channel, count(DISTINCT c.person)
  FROM pg_temp.import_choice c
 WHERE c.kind <> 'granted'
    OR EXISTS (SELECT 1 FROM pg_temp.import_point p WHERE p.row = c.row AND p.kind = c.point_kind)
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_SHARED = """
SELECT count(DISTINCT c.person) FROM pg_temp.import_choice c JOIN pg_temp.import_point p ON p.row = c.row
 WHERE c.kind = 'granted' AND c.purpose = 'share'
"""
# Everybody in the list who is under age by what is on record now, with all their contact points.
_MINORS = """
SELECT DISTINCT p.subject_id, c.birth_date
  FROM pg_temp.import_row r
  JOIN orgs_constituent c ON c.organization_id = %(organization)s AND c.id = r.person
  JOIN orgs_contactpoint p ON p.organization_id = %(organization)s AND p.constituent_id = c.id
 WHERE r.first AND c.birth_date >= %(born)s
"""
_UNDER_AGE = """
SELECT count(DISTINCT person) FROM pg_temp.import_row WHERE birth_date <> '' AND birth_date::date >= %s
"""
_REACHABLE = "SELECT kind, count(DISTINCT person) FROM pg_temp.import_point GROUP BY kind"


def stage_subjects() -> None:
    """Give every staged contact point its consent subject, each block committed on its own, in sorted order."""
    own = 32 * (len(settings.PEPPER_VERSIONS) - 1)
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        rows = cursor.fetchall()
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            joined = [bytes(keys) for _key, keys in block]
            found = ensure_subjects(map(_identifier, joined))
            with transaction.atomic(), cursor.copy("COPY pg_temp.import_subject FROM STDIN") as copy:
                for keys in joined:
                    key = keys[own : own + 32]
                    copy.write_row((key, found[key]))
        with transaction.atomic():
            cursor.execute("ANALYZE pg_temp.import_subject")
            cursor.execute(_SET_SUBJECTS)


def _identifier(joined: bytes) -> Identifier:
    keys = [joined[start : start + 32] for start in range(0, len(joined), 32)]
    width = len(settings.PEPPER_VERSIONS)
    by_version = [dict(zip(settings.PEPPER_VERSIONS, part, strict=False)) for part in (keys[:width], keys[width:])]
    return Identifier(*by_version)


def expected_consent(tally_yes: int, tally_no: int, today: day) -> dict[str, Any]:
    """How many people the list makes reachable, and how many say no, in plain counts of this one list."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE)
        people = cursor.fetchall()
        cursor.execute(_SHARED)
        shared = cursor.fetchone()[0]
        cursor.execute(_REACHABLE)
        points = dict(cursor.fetchall())
        cursor.execute(_UNDER_AGE, [minors_born_from(today)])
        minors = cursor.fetchone()[0]
    return {
        "contact": {
            channel: count for kind, purpose, channel, count in people if (kind, purpose) == ("granted", "contact")
        },
        "refused": {
            channel or "all": count for kind, purpose, channel, count in people if (kind, purpose) == ("refused", "")
        },
        "deceased": sum(count for kind, _purpose, _channel, count in people if kind == "deceased"),
        "minors": minors,
        "share": {"recorded_for": shared, "said_yes": tally_yes, "said_no": tally_no},
        "with_points": {kind: points.get(kind, 0) for kind in ("email", "phone")},
    }


def write_consent(*, actor: Actor, now: datetime, batch: Import, statement: Statement) -> int:
    """Append what the list says to the ledger; how many events were new."""
    coalition = statement.attestation.coalition if statement.attestation else None
    named = _named(actor, statement)
    notice = _notice(actor, now, statement, named)
    with joined_whole(batch.total):
        granted = _granted(batch.organization_id, statement, coalition)
        refused = _refused(batch.organization_id, coalition)
        minors = _minors(batch.organization_id, now.date())
    if minors:  # every lock at once, in the order that everybody takes them
        lock_subjects(sorted({subject for subject, _ in minors} | {choice.subject_id for choice in refused}))
    choices = [*granted, *refused]
    source = f"import {batch.pk}"
    found = record_imported(
        actor=actor,
        now=now,
        source=source,
        choices=choices,
        notice_id=notice,
        recipients=[member.pk for member in named if member.pk != actor.organization_id],
    )
    marked = report_minors(actor=actor, now=now, majorities=minors, evidence_ref="birthday on record")
    return found.total() + len(marked)


def _granted(organization_id: int, statement: Statement, coalition: int | None) -> list[ImportedChoice]:
    since = {channel: _moment(basis.since) for channel, basis in statement.basis.items()}
    attested = _moment(statement.attestation.date) if statement.attestation else None
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS, {"organization": organization_id})
        rows = cursor.fetchall()
    return [
        ImportedChoice(subject, "granted", purpose, channel, 2, coalition, effective_at=attested, named=name)
        if purpose == "share"
        else ImportedChoice(subject, "granted", purpose, channel, effective_at=since[channel], named=name)
        for subject, purpose, channel, name in rows
    ]


def _refused(organization_id: int, coalition: int | None) -> list[ImportedChoice]:
    with connection.cursor() as cursor:
        cursor.execute(_NEGATIVES, {"organization": organization_id})
        rows = cursor.fetchall()
    return [
        ImportedChoice(subject, kind, purpose, channel, coalition=coalition if purpose == "share" else None)
        for subject, kind, purpose, channel in rows
    ]


def _minors(organization_id: int, today: day) -> list[tuple[int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_MINORS, {"organization": organization_id, "born": minors_born_from(today)})
        return [(subject, majority_begins(born)) for subject, born in cursor.fetchall()]


def _named(actor: Actor, statement: Statement) -> list[Organization]:
    # Only whom people read of: an organization that joins later is not covered.
    attestation = statement.attestation
    if attestation is None or attestation.coalition is None:
        return []
    return [member for member in members_of(attestation.coalition) if names(attestation.notice, member.name)]


def _notice(actor: Actor, now: datetime, statement: Statement, named: Sequence[Organization]) -> int | None:
    attestation = statement.attestation
    if attestation is None or attestation.coalition is None:
        return None
    coalition = list(Coalition.objects.filter(pk=attestation.coalition).values_list("name", flat=True))
    recipients = [*coalition, *(member.name for member in named)]
    language = acting_organization(actor).language
    return ensure_notice(
        actor=actor, now=now, name=attestation.form, language=language, text=attestation.notice, recipients=recipients
    )


def _moment(iso: str) -> datetime | None:
    return datetime.combine(day.fromisoformat(iso), time(), UTC) if iso else None
