"""Downloading the log is an event itself, committed before the first byte leaves."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.explorer import policies
from audit.log.actions import record
from coalition.platform.tenancy import Actor


def export_events(*, actor: Actor, now: datetime, filtered: bool, one_person: bool) -> None:
    """Record that the actor downloads events. Raises PermissionDenied."""
    if not policies.can_export_events(actor):
        raise PermissionDenied
    with transaction.atomic():
        record(
            "audit.events.exported",
            actor=actor,
            object_type="events",
            outcome="started",
            detail={"filtered": filtered, "one_person": one_person},
        )
