"""Tokens of invitations: derived from the root key, so that only their hash is stored and a job can send them."""

import base64
import hashlib
import hmac
import re

_TOKEN = re.compile(r"(\d{1,18})-([A-Za-z0-9_-]{43})\Z")


def token_of(key: bytes, organization_id: int, nonce: str) -> str:
    """The token with ``nonce`` (which is never used twice): the organization's id and 256 bits."""
    secret = hmac.digest(key, f"{organization_id}|{nonce}".encode(), "sha256")
    return f"{organization_id}-{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def organization_of(token: str) -> int | None:
    """The organization that a well-formed token claims to be of."""
    match = _TOKEN.match(token)
    return int(match[1]) if match else None
