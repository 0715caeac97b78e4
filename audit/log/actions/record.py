"""``record``: the event of a change, in the transaction of the change."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from audit.log.verbs import VERBS
from coalition.platform.requests import current_origin
from coalition.platform.tenancy import Actor

SCHEMA_VERSION = 1
COMMITMENT_LABEL = b"commonlist-audit/subject/v1\0"
Detail = Mapping[str, str | int | bool | None]

_INSERT_EVENT = """
INSERT INTO audit_event (
    event_id, recorded_at, occurred_at, xid, schema_version, nonce, verb, outcome, actor_type, actor_ref,
    acting_organization, acting_coalition, on_behalf_of, owner_organization, object_type, object_ref, subject_count,
    subject_commitment, campaign, channel, purpose, legal_basis, consent_event_ids, grant_id, request_id, ip_prefix,
    detail)
VALUES (
    %(event_id)s, transaction_timestamp(), coalesce(%(occurred_at)s, transaction_timestamp()),
    pg_current_xact_id()::text::bigint, %(schema_version)s, %(nonce)s, %(verb)s, %(outcome)s, %(actor_type)s,
    %(actor_ref)s, %(acting_organization)s, %(acting_coalition)s, %(on_behalf_of)s, %(owner_organization)s,
    %(object_type)s, %(object_ref)s, %(subject_count)s, %(subject_commitment)s, %(campaign)s, %(channel)s,
    %(purpose)s, %(legal_basis)s, %(consent_event_ids)s::uuid[], %(grant_id)s, %(request_id)s, %(ip_prefix)s,
    %(detail)s::jsonb)
"""
_INSERT_PARTIES = """
INSERT INTO audit_event_party (event_id, recorded_at, organization_id, coalition_id)
SELECT %(event_id)s, transaction_timestamp(), id, NULL FROM unnest(%(organizations)s::bigint[]) id
UNION ALL SELECT %(event_id)s, transaction_timestamp(), NULL, id FROM unnest(%(coalitions)s::bigint[]) id
"""
_INSERT_SUBJECTS = """
INSERT INTO audit_event_subject (event_id, recorded_at, subject_id, salt)
SELECT %(event_id)s, transaction_timestamp(), id, %(salt)s FROM unnest(%(subjects)s::bigint[]) id
"""


def record(
    verb: str,
    *,
    actor: Actor,
    object_type: str = "",
    object_ref: str | int = "",
    subjects: Sequence[int] = (),
    outcome: str = "done",
    on_behalf_of: int | None = None,
    owner_organization: int | None = None,
    organizations: Iterable[int] = (),
    coalitions: Iterable[int] = (),
    campaign: int | None = None,
    channel: str = "",
    purpose: str = "",
    legal_basis: str = "",
    consent_event_ids: Sequence[uuid.UUID] = (),
    grant_id: int | None = None,
    detail: Detail | None = None,
    occurred_at: datetime | None = None,
) -> uuid.UUID:
    """Write one event, its parties and its subjects in the caller's transaction; the event's id.

    Parties, who may read the event: the actor's organization and coalition, ``on_behalf_of``,
    ``owner_organization`` and any further ``organizations`` and ``coalitions``. A bulk action is one event with
    many ``subjects`` (consent subject ids). Raises LookupError for a verb that is not listed in ``VERBS`` and
    RuntimeError outside a transaction.
    """
    if verb not in VERBS:
        raise LookupError(f"unlisted audit verb {verb!r}: add it to audit/log/verbs.py")
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of what it records")
    event_id = uuid.uuid4()
    salt = secrets.token_bytes(32)
    origin = current_origin()
    row: dict[str, Any] = {
        "event_id": event_id,
        "occurred_at": occurred_at,
        "schema_version": SCHEMA_VERSION,
        "nonce": secrets.token_bytes(16),
        "verb": verb,
        "outcome": outcome,
        "actor_type": actor.role,
        "actor_ref": actor.membership_ref,
        "acting_organization": actor.organization_id,
        "acting_coalition": actor.coalition_id,
        "on_behalf_of": on_behalf_of,
        "owner_organization": owner_organization,
        "object_type": object_type,
        "object_ref": str(object_ref),
        "subject_count": len(subjects),
        "subject_commitment": commitment(salt, event_id) if subjects else None,
        "campaign": campaign,
        "channel": channel,
        "purpose": purpose,
        "legal_basis": legal_basis,
        "consent_event_ids": list(consent_event_ids),
        "grant_id": grant_id,
        "request_id": origin.request_id,
        "ip_prefix": origin.ip_prefix,
        "detail": json.dumps(dict(detail or {})),
    }
    parties: dict[str, Any] = {
        "event_id": event_id,
        "organizations": _ids(actor.organization_id, on_behalf_of, owner_organization, *organizations),
        "coalitions": _ids(actor.coalition_id, *coalitions),
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_EVENT, row)
        cursor.execute(_INSERT_PARTIES, parties)
        if subjects:
            cursor.execute(_INSERT_SUBJECTS, {"event_id": event_id, "salt": salt, "subjects": sorted(set(subjects))})
    return event_id


def record_denied(*, actor: Actor, reason: str, object_type: str = "", object_ref: str | int = "") -> uuid.UUID:
    """Write an ``access.denied`` event in a transaction of its own: the refused one is rolled back."""
    with transaction.atomic():
        return record(
            "access.denied",
            actor=actor,
            object_type=object_type,
            object_ref=object_ref,
            outcome="denied",
            detail={"reason": reason},
        )


def commitment(salt: bytes, event_id: uuid.UUID) -> bytes:
    """``SHA-256(label || salt || event id)``: deleting the salt cuts the event from the person."""
    return hashlib.sha256(COMMITMENT_LABEL + salt + event_id.bytes).digest()


def _ids(*ids: int | None) -> list[int]:
    return sorted({id for id in ids if id is not None})
