"""What receipts are made of and what is read of them: events, parties, keys."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from consent.ledger.models import ConsentEvent, Receipt
from consent.ledger.queries.own import events_of
from consent.ledger.rules.receipt_document import Controller, Party, Said, Told
from consent.ledger.rules.receipt_proof import public_jwk


def receipt_document(actor: Actor, reference: str) -> dict[str, Any]:
    """One of the actor's receipts as it was signed. Raises Http404."""
    found = owned(Receipt.objects.all(), actor).filter(reference=reference, document__isnull=False).first()
    if found is None or not isinstance(found.document, dict):
        raise Http404
    return found.document


def said_in(actor: Actor, event_ids: Sequence[UUID]) -> list[Said]:
    """The actor's events with these ids, as a receipt tells them. Raises PermissionError when one is not theirs."""
    events = events_of(actor).filter(id__in=event_ids).select_related("notice")
    found = [_said(event) for event in events]
    if len(found) != len(set(event_ids)):
        raise PermissionError("a receipt is over the person's own events")
    return found


def controllers_of(events: Sequence[Said]) -> dict[Party, Controller]:
    """Who answers for the data: every organization and coalition that the events name."""
    organizations = {event.recipient_organization for event in events} | {event.source_organization for event in events}
    coalitions = {event.recipient_coalition for event in events}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, id, name, address, email, url, country"
            " FROM commonlist.controllers(%s::bigint[], %s::bigint[])",
            [list(organizations - {None}), list(coalitions - {None})],
        )
        return {(kind, number): Controller(*about) for kind, number, *about in cursor.fetchall()}


def signing_key() -> Ed25519PrivateKey:
    """The newest key of receipts."""
    return _key(_newest())


def published_keys() -> dict[str, Any]:
    """Every key that ever signed a receipt, as a JWKS (RFC 7517), the newest first: none is ever taken off."""
    return {"keys": [public_jwk(_key(version).public_key()) for version in range(_newest(), 0, -1)]}


def pseudonym(subject_id: int, party: Party) -> str:
    """The person's name towards one party, 32 hexadecimal digits: two parties cannot join theirs."""
    key = settings.ROOT_KEY.derive("pseudonym/receipt/v1")
    return hmac.new(key, f"{party[0]}|{party[1]}|{subject_id}".encode(), hashlib.sha256).hexdigest()[:32]


def _newest() -> int:
    newest: int = max(settings.RECEIPT_KEY_VERSIONS)
    return newest


def _key(version: int) -> Ed25519PrivateKey:
    key: Ed25519PrivateKey = settings.ROOT_KEY.signing_key(f"sign/receipt/v{version}")
    return key


def _said(event: ConsentEvent) -> Said:
    notice = event.notice
    return Said(
        id=event.id,
        kind=event.kind,
        effective_at=event.effective_at,
        recorded_at=event.recorded_at,
        actor_kind=event.actor_kind,
        evidence=event.evidence,
        recipient_organization=event.recipient_organization_id,
        recipient_coalition=event.recipient_coalition_id,
        source_organization=event.source_organization_id,
        campaign=event.campaign,
        purpose=event.purpose,
        channel=event.channel,
        until=event.until,
        method=event.method,
        authority=event.authority,
        legal_basis=event.legal_basis,
        told=None
        if notice is None
        else Told(notice.name, notice.version, notice.language, notice.sha256, tuple(notice.recipients or ())),
    )
