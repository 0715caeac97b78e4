"""A receipt, sent to the address that was proven: an answer to the person's own request."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, acting
from consent.ledger.queries.own import receipt_of
from consent.portal.actions.messages import send_receipt_message
from consent.portal.models import PortalSession
from consent.portal.queries.sessions import Person
from consent.portal.rules.secrets import PortalKeys


def mail_receipt(*, actor: Actor, now: datetime, person: Person, reference: str, language: str) -> None:
    """Have one of the person's receipts sent to the address or number they proved. Raises Http404."""
    with transaction.atomic():
        found, _events = receipt_of(actor, reference)
        record(
            "portal.receipt.mailed",
            actor=actor,
            object_type="receipt",
            object_ref=found.reference,
            subjects=[person.subject_id],
        )
        defer("portal.receipt.send", session_id=person.session_id, reference=found.reference, language=language)


def send_receipt(*, actor: Actor, now: datetime, session_id: int, reference: str, language: str) -> None:
    """Send it. A visit whose traces are gone already is left alone."""
    if actor.role != "system":
        raise PermissionDenied
    session = PortalSession.objects.filter(pk=session_id).first()
    if session is None:
        return
    address = PortalKeys(settings.ROOT_KEY).open_address(bytes(session.sealed_address))
    person = Actor(role="subject", subject_ids=(session.subject_id,))
    with transaction.atomic(), acting(person):
        found, _events = receipt_of(person, reference)
    send_receipt_message(session.kind, address, language, found)
