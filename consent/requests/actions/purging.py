"""Evidence is kept for three years."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor


def purge_requests(*, actor: Actor, now: datetime) -> int:
    """Delete requests that were finished more than three years ago, with their steps and certificates; how many.

    Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.purge_requests()")
            purged: int = cursor.fetchone()[0]
        if purged:
            record("consent.requests.purged", actor=actor, detail={"requests": purged})
    return purged
