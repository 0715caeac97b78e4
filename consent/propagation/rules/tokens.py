"""The token with which an organization's system reads its feed: it says whose it is; only its hash is stored."""

import hashlib
import re
import secrets

_TOKEN = re.compile(r"clf_(\d{1,18})_([A-Za-z0-9_-]{43})\Z")


def new_token(organization_id: int) -> str:
    """A token of 256 random bits."""
    return f"clf_{organization_id}_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def organization_of(token: str) -> int | None:
    """The organization that a well-formed token claims to be of."""
    match = _TOKEN.match(token)
    return int(match[1]) if match else None
