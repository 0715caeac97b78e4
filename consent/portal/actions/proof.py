"""Proving more, to read everything or to take back what another identifier said: a code to that one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor, acting
from coalition.platform.texts import texts_available
from consent.portal.actions.looking import look
from consent.portal.actions.messages import send_proof_message
from consent.portal.models import StepUp
from consent.portal.queries.proof import address_of
from consent.portal.queries.sessions import Person
from consent.portal.rules.masks import masked_email, masked_phone
from consent.portal.rules.overview import Overview
from consent.portal.rules.secrets import PortalKeys, new_code
from orgs.actions.contacts import trust_contacts
from orgs.actions.crossing import crossing

TRIES, AN_HOUR = 5, 3

_TRY = """
UPDATE portal_stepup
   SET tries = tries + 1, used_at = CASE WHEN code_hash = %s THEN clock_timestamp() END
 WHERE session_id = %s AND used_at IS NULL AND send_after IS NULL AND sent_at IS NOT NULL AND tries < %s
   AND asked_at > clock_timestamp() - interval '10 minutes'
RETURNING subject_id, used_at IS NOT NULL, reads
"""
_FULL = """
UPDATE portal_portalsession SET "full" = true, second_subject = coalesce(second_subject, %s) WHERE id = %s
"""
_RECENT = """
SELECT count(*) FROM portal_stepup WHERE subject_id = %s AND asked_at > clock_timestamp() - interval '1 hour'
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Another identifier of the person that a code can be sent to, masked; ``reads``: it opens everything."""

    subject: int
    kind: str
    masked: str
    reads: bool = True


def ways(overview: Overview, person: Person) -> list[Way]:
    """The other identifiers of the records that hold the proven one, without those proven in this visit.

    One of the two that came by a correction was brought by the other's word, and opens nothing.
    """
    records = [record_ for holder in overview.holders for record_ in holder.records]
    found: dict[int, Way] = {}
    for record_ in records:
        for point in record_.points:
            if point.subject in person.proven or (point.kind != ContactKind.EMAIL and not texts_available()):
                continue
            reads = record_.trusts(person.subject_id) and record_.trusts(point.subject)
            known = found.get(point.subject)
            if known is None or (reads and not known.reads):
                text = masked_email(point.text) if point.kind == ContactKind.EMAIL else masked_phone(point.text)
                found[point.subject] = Way(point.subject, point.kind, text, reads)
    return sorted(found.values(), key=lambda way: way.subject)


def ask_code(*, actor: Actor, now: datetime, person: Person, overview: Overview, subject: int, language: str) -> bool:
    """Have a code sent to another identifier of the person; False when too many were asked for. Raises Http404."""
    way = next((each for each in ways(overview, person) if each.subject == subject), None)
    if way is None:
        raise Http404
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic():
        if _too_many(subject):
            return False
        kind, address = _address(actor, person, overview, subject)
        step = StepUp.objects.create(
            session_id=person.session_id,
            subject_id=subject,
            kind=kind,
            sealed_address=keys.seal_address(address),
            language=language,
            code_hash=b"",
            reads=way.reads,
        )
        record("portal.proof.asked", actor=actor, subjects=[person.subject_id], detail={"later": False})
        defer("portal.proof.send", step_id=step.pk)
    return True


def confirm_code(*, actor: Actor, now: datetime, person: Person, code: str) -> bool:
    """Use the code up, in the visit that asked; the visit then reads everything. At most five tries.

    A code to an identifier that came by a correction takes back what that one said, and opens nothing; proven in a
    visit that reads everything, it is the person's from then on.
    """
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TRY, [_code_hash(keys, person.session_id, code), person.session_id, TRIES])
        proven = [(subject, reads) for subject, used, reads in cursor.fetchall() if used]
        if not proven:
            return False
        (subject, reads), *_ = proven
        if reads:
            cursor.execute(_FULL, [subject, person.session_id])
        record("portal.proof.given", actor=actor, subjects=[person.subject_id])
        if person.full or reads:
            seen = replace(person, full=True, second=person.second or (subject if reads else None))
            _trust(actor, now, seen, person.proven | {subject})
    return True


def _trust(actor: Actor, now: datetime, person: Person, proven: Collection[int]) -> None:
    if not StepUp.objects.filter(session_id=person.session_id, used_at__isnull=False, reads=False).exists():
        return
    mine = {
        holder.id: records
        for holder in look(actor=actor, now=now, person=person).holders
        if (records := [each.id for each in holder.records if each.full])
    }
    for own in crossing("portal_proof", list(mine), actor=actor):
        with acting(own):
            people = mine[own.organization_id or 0]
            trust_contacts(actor=own, now=now, people=people, subject_ids=sorted(proven))


def send_code(*, actor: Actor, now: datetime, step_id: int) -> None:
    """Send the code of a step. One that was sent already is left alone."""
    if actor.role != "system":
        raise PermissionDenied
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic():
        step = StepUp.objects.select_for_update().filter(pk=step_id, sent_at=None, send_after=None).first()
        if step is None:
            return
        address, code = keys.open_address(bytes(step.sealed_address)), new_code()
        step.sealed_address, step.sent_at = b"", Now()
        step.code_hash = _code_hash(keys, step.session_id, code)
        step.save(update_fields=["sealed_address", "sent_at", "code_hash"])
        send_proof_message(step.kind, address, step.language, code=code)


def _address(actor: Actor, person: Person, overview: Overview, subject: int) -> tuple[str, str]:
    holders = [
        holder.id for holder in overview.holders if any(subject in record_.subjects for record_ in holder.records)
    ]
    own = crossing("portal_proof", holders[:1], actor=actor)[0]
    with acting(own):
        return address_of(own, person.subject_id, subject)


def _too_many(subject: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('portal_stepup'), %s)", [subject % 2**31])
        cursor.execute(_RECENT, [subject])
        return bool(cursor.fetchone()[0] >= AN_HOUR)


def _code_hash(keys: PortalKeys, session_id: int, code: str) -> bytes:
    return keys.digest("proof", f"{session_id}|{code}")
