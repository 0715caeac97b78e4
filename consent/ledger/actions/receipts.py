"""Receipts: what a person keeps of what they said."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from coalition.platform.tenancy import Actor


def issue_receipt(
    *, actor: Actor, now: datetime, subject_id: int, event_ids: Sequence[UUID], language: str = ""
) -> str:
    """Write a receipt over the events for one of the actor's own subjects; its reference.

    ``event_ids`` are the events of one change, on any of the actor's subjects; ``language`` is the one the person was
    spoken to in (default: the active one). Raises PermissionError when the subject is not the actor's.
    """
    if subject_id not in actor.subject_ids:
        raise PermissionError("a receipt is the person's own")
    reference = secrets.token_hex(8)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consent_receipt (subject_id, reference, event_ids, issued_at)"
            " VALUES (%s, %s, %s::uuid[], clock_timestamp())",
            [subject_id, reference, list(event_ids)],
        )
    return reference
