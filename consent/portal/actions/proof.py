"""Proving more, to read everything: a code to another of one's identifiers, or a second link a day later."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
from consent.portal.actions.messages import send_proof_message, send_waiting_message
from consent.portal.models import PortalToken, StepUp
from consent.portal.queries.proof import address_of
from consent.portal.queries.sessions import Person
from consent.portal.rules.overview import Overview
from consent.portal.rules.secrets import PortalKeys, new_code, new_secret
from orgs.actions.crossing import crossing

TRIES, AN_HOUR = 5, 3
LATER = timedelta(days=1)
LINK_LASTS = timedelta(days=1)

_TRY = """
UPDATE portal_stepup
   SET tries = tries + 1, used_at = CASE WHEN code_hash = %s THEN clock_timestamp() END
 WHERE session_id = %s AND used_at IS NULL AND send_after IS NULL AND sent_at IS NOT NULL AND tries < %s
   AND asked_at > clock_timestamp() - interval '10 minutes'
RETURNING subject_id, used_at IS NOT NULL
"""
_FULL = 'UPDATE portal_portalsession SET "full" = true, second_subject = %s WHERE id = %s'
_RECENT = """
SELECT count(*) FROM portal_stepup WHERE subject_id = %s AND asked_at > clock_timestamp() - interval '1 hour'
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Another identifier of the person that a code can be sent to, masked."""

    subject: int
    kind: str
    masked: str


def ways(overview: Overview, person: Person) -> list[Way]:
    """The other identifiers of the records that hold the proven one."""
    found = {
        point.subject: Way(point.subject, point.kind, point.text)
        for holder in overview.holders
        for record_ in holder.records
        for point in record_.points
        if point.subject != person.subject_id and (point.kind == ContactKind.EMAIL or texts_available())
    }
    return sorted(found.values(), key=lambda way: way.subject)


def ask_code(*, actor: Actor, now: datetime, person: Person, overview: Overview, subject: int, language: str) -> bool:
    """Have a code sent to another identifier of the person; False when too many were asked for. Raises Http404."""
    if subject not in {way.subject for way in ways(overview, person)}:
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
        )
        record("portal.proof.asked", actor=actor, subjects=[person.subject_id], detail={"later": False})
        defer("portal.proof.send", step_id=step.pk)
    return True


def ask_second_link(*, actor: Actor, now: datetime, person: Person, overview: Overview, language: str) -> None:
    """Have a second link sent in a day, to the identifier that was proven, where there is no other one.

    Asked twice it is sent once. A message says at once that it was asked for. Raises PermissionDenied where a code
    can be sent instead.
    """
    if ways(overview, person):
        raise PermissionDenied
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic():
        if StepUp.objects.filter(subject_id=person.subject_id, send_after__isnull=False, sent_at=None).exists():
            return
        step = StepUp.objects.create(
            session_id=person.session_id,
            subject_id=person.subject_id,
            kind=person.kind,
            sealed_address=keys.seal_address(person.address),
            language=language,
            code_hash=b"",
            send_after=Now() + LATER,
        )
        record("portal.proof.asked", actor=actor, subjects=[person.subject_id], detail={"later": True})
        defer("portal.proof.announce", step_id=step.pk)


def cancel_second_link(*, actor: Actor, now: datetime, person: Person) -> None:
    """Stop a second link that has not been sent yet."""
    with transaction.atomic():
        StepUp.objects.filter(subject_id=person.subject_id, send_after__isnull=False, sent_at=None).delete()
        record("portal.proof.cancelled", actor=actor, subjects=[person.subject_id])


def confirm_code(*, actor: Actor, now: datetime, person: Person, code: str) -> bool:
    """Use the code up, in the visit that asked; the visit then reads everything. At most five tries."""
    keys = PortalKeys(settings.ROOT_KEY)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TRY, [_code_hash(keys, person.session_id, code), person.session_id, TRIES])
        proven = [subject for subject, used in cursor.fetchall() if used]
        if not proven:
            return False
        cursor.execute(_FULL, [proven[0], person.session_id])
        record("portal.proof.given", actor=actor, subjects=[person.subject_id])
    return True


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


def announce_second_link(*, actor: Actor, now: datetime, step_id: int) -> None:
    """Say that a second link comes in a day."""
    if actor.role != "system":
        raise PermissionDenied
    step = StepUp.objects.filter(pk=step_id, sent_at=None).first()
    if step is not None:
        address = PortalKeys(settings.ROOT_KEY).open_address(bytes(step.sealed_address))
        send_waiting_message(step.kind, address, step.language)


def send_second_links(*, actor: Actor, now: datetime) -> int:
    """Send every second link whose day has passed, by the database's clock; how many."""
    if actor.role != "system":
        raise PermissionDenied
    keys, sent = PortalKeys(settings.ROOT_KEY), 0
    with transaction.atomic():
        due = StepUp.objects.select_for_update(skip_locked=True).filter(send_after__lte=Now(), sent_at=None)
        for step in due.order_by("id")[:100]:
            address, token = keys.open_address(bytes(step.sealed_address)), new_secret()
            PortalToken.objects.create(
                token_hash=keys.digest("token", token),
                code_hash=b"",
                browser_hash=b"",
                subject_id=step.subject_id,
                kind=step.kind,
                sealed_address=step.sealed_address,
                expires_at=Now() + LINK_LASTS,
                full=True,
            )
            step.sealed_address, step.sent_at = b"", Now()
            step.save(update_fields=["sealed_address", "sent_at"])
            send_proof_message(step.kind, address, step.language, token=token)
            sent += 1
        StepUp.objects.filter(sent_at__lt=Now() - 3 * LATER).delete()
    return sent


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
