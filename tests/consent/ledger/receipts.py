"""Receipts for tests: a person who says things to two organizations and to all of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from consent.ledger.rules.receipt_document import Controller, Issue, Party, Said, Told, compose_receipt
from consent.ledger.rules.receipt_proof import public_jwk, sign_document

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
JWKS = {"keys": [public_jwk(KEY.public_key())]}
AT = datetime(2026, 11, 21, 12, 0, 0, 250_000, tzinfo=UTC)
HARBOR: Party = ("organization", 1)
SOL: Party = ("organization", 2)
CONTROLLERS = {
    HARBOR: Controller("Harbor Tenants Inc.", "1 Pier, Oakland", "privacy@harbor.example", "https://h.example", "US"),
    SOL: Controller("Asociación Sol", country="ES"),
}
TOLD = Told("portal choice", 2, "es", "ab" * 32, ("Harbor Tenants", "Asociación Sol"))


def said(number: int, kind: str, **fields: Any) -> Said:
    """An event by the person, on the platform."""
    told = {"actor_kind": "person", "evidence": 3, "method": "portal", **fields}
    return Said(UUID(int=number), kind, AT, AT, **told)


def unsigned(events: Sequence[Said]) -> dict[str, Any]:
    """The document over ``events``."""
    issue = Issue("0123456789abcdef", AT, "es", "https://crm.example", "https://crm.example/schema.json")
    return compose_receipt(issue, events, CONTROLLERS, name_towards)


def name_towards(party: Party) -> str:
    """A pseudonym of the right form."""
    return f"{party[0]}{party[1]}".encode().hex().ljust(32, "0")[:32]


def signed(events: Sequence[Said]) -> dict[str, Any]:
    """The document over ``events`` with its proof."""
    return sign_document(unsigned(events), KEY)


def usual() -> dict[str, Any]:
    """A receipt over a yes, a no, and a no to all."""
    return signed(
        [
            said(
                1,
                "granted",
                recipient_organization=1,
                purpose="contact",
                channel="phone",
                told=TOLD,
                legal_basis="consent",
            ),
            said(2, "refused", recipient_organization=2, purpose="share", channel="email", told=TOLD),
            said(3, "withdrawn"),
        ]
    )
