"""Cutting a person out of the log: the events stay and verify, whom they were about is gone."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection

from coalition.platform.forgetting import Forgotten
from coalition.platform.tenancy import Actor

TABLES = ("audit_event_subject",)


def forget(*, actor: Actor, now: datetime, who: Forgotten) -> dict[str, int]:
    """Delete links and salts: at one organization those of events that it alone may read, everywhere all of them.

    Raises PermissionDenied.
    """
    if actor.role != "system":
        raise PermissionDenied
    with connection.cursor() as cursor:
        cursor.execute("SELECT commonlist.cut_subjects(%s::bigint[])", [list(who.subjects)])
        return {"audit_event_subject": cursor.fetchone()[0]}
