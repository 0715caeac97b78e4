"""A second link to the same identifier a day later, where there is no other one to prove."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.functions import Now

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor
from consent.portal.actions.messages import send_proof_message, send_waiting_message
from consent.portal.actions.proof import ways
from consent.portal.models import PortalToken, StepUp
from consent.portal.queries.sessions import Person
from consent.portal.rules.overview import Overview
from consent.portal.rules.secrets import PortalKeys, new_secret

LATER = timedelta(days=1)
LINK_LASTS = timedelta(days=1)


def ask_second_link(*, actor: Actor, now: datetime, person: Person, overview: Overview, language: str) -> None:
    """Have a second link sent in a day, to the identifier that was proven, where there is no other one.

    Asked twice it is sent once. A message says at once that it was asked for. Raises PermissionDenied where a code
    can be sent instead.
    """
    if person.full or any(way.reads for way in ways(overview, person)):
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
