"""Receipts: what a person keeps of what they said."""

import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from coalition.platform.tenancy import Actor


def issue_receipt(*, actor: Actor, subject_id: int, event_ids: Sequence[UUID]) -> str:
    """Write a receipt over the events for one of the actor's own subjects; its reference."""
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
