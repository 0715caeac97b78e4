"""Receipts: what a person keeps of what they said, signed."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import get_language

from coalition.platform.tenancy import Actor
from consent.ledger.queries.receipts import controllers_of, pseudonym, said_in, signing_key
from consent.ledger.rules.receipt_document import Issue, compose_receipt
from consent.ledger.rules.receipt_proof import sign_document


def issue_receipt(
    *, actor: Actor, now: datetime, subject_id: int, event_ids: Sequence[UUID], language: str = ""
) -> str:
    """Sign and keep a receipt over the events for one of the actor's own subjects; its reference.

    ``event_ids`` are the events of one change, on any of the actor's subjects; ``language`` is the one the person was
    spoken to in (default: the active one). It belongs into the transaction that wrote the events, whose action records
    it. Raises PermissionError when subject or events are not the actor's, ValueError when there are none.
    """
    if subject_id not in actor.subject_ids:
        raise PermissionError("a receipt is the person's own")
    if not event_ids:
        raise ValueError("a receipt is over what somebody said: there are no events")
    reference = secrets.token_hex(8)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        issue = Issue(
            reference=reference,
            issued_at=cursor.fetchone()[0],
            language=language or get_language() or settings.LANGUAGE_CODE,
            base_url=settings.BASE_URL,
            schema_url=settings.BASE_URL + reverse("ledger:receipt-schema"),
        )
        events = said_in(actor, event_ids)
        document = compose_receipt(issue, events, controllers_of(events), partial(pseudonym, subject_id))
        cursor.execute(
            "INSERT INTO consent_receipt (subject_id, reference, event_ids, issued_at, document)"
            " VALUES (%s, %s, %s::uuid[], %s, %s::jsonb)",
            [
                subject_id, reference, list(event_ids), issue.issued_at,
                json.dumps(sign_document(document, signing_key())),
            ],
        )  # fmt: skip
    return reference
