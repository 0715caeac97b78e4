"""Receipts and notices: what a person keeps of what they said, and what they were told."""

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from coalition.platform.tenancy import Actor
from consent.ledger.models import Notice


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


def ensure_notice(*, name: str, version: int, language: str, text: str, recipients: Sequence[int]) -> int:
    """The notice with exactly this text in this language, written down if it is new; its id."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    notice, _ = Notice.objects.get_or_create(
        sha256=digest,
        language=language,
        defaults={"name": name, "version": version, "text": text, "recipients": list(recipients)},
    )
    return notice.pk
