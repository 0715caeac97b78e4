"""Taking back the result of a contact, just after it was recorded."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor
from consent.ledger import policies


def reopen_attempt(*, actor: Actor, now: datetime, attempt_id: int) -> bool:
    """Open an attempt of the acting organization again that was sent within the last minute; False when it is not.

    The contact itself is not undone: whoever was called was called. Raises PermissionDenied.
    """
    if not policies.can_claim_contact(actor):
        raise PermissionDenied
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.reopen_attempt(%s)", [attempt_id])
            reopened: bool = cursor.fetchone()[0]
        if reopened:
            record("consent.contact.reopened", actor=actor, object_type="attempt", object_ref=attempt_id)
    return reopened
