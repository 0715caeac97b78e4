"""Sweeping: an attempt that was begun and never ended becomes uncertain, so that it is neither hidden nor repeated."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor


def sweep_attempts(*, actor: Actor, now: datetime) -> int:
    """End, as uncertain, every attempt open for more than three hours; how many. Only the platform may."""
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT commonlist.sweep_attempts()")
            swept: int = cursor.fetchone()[0]
        if swept:
            record("consent.attempts.swept", actor=actor, detail={"attempts": swept})
    return swept
