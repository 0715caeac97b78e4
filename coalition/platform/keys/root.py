"""The root key: 32 bytes outside the database, from which every other key is derived by a written-down label."""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.exceptions import ImproperlyConfigured

LABELS = {
    "django/secret-key": "Django's SECRET_KEY: sessions, password reset",
    "pepper": "contact keys; one per version: pepper/v1, pepper/v2 …",
    "wrap/organization": "wraps each organization's data key",
    "noise/release-count": "seeds the sticky noise of released counts",
    "token/portal": "hashes portal tokens and codes",
    "token/invitation": "derives the tokens of invitations",
    "token/unsubscribe": "authenticates the stop links of messages",
    "token/capture": "hashes links and codes of sign-ups, seals what they wrote",
    "sign/receipt": "Ed25519 seed for receipts; one per version: sign/receipt/v1, sign/receipt/v2 …",
    "pseudonym/receipt": "a person's name in receipts, another towards every recipient",
    "sign/log": "Ed25519 seed for checkpoints of the audit log",
}


@dataclass(frozen=True, slots=True)
class RootKey:
    """The root of all keys. Never stored in the database, never logged."""

    secret: bytes

    def derive(self, label: str, length: int = 32) -> bytes:
        """``length`` bytes for ``label`` by HKDF-SHA256 (RFC 5869). Raises KeyError for a label that is not listed."""
        if label.partition("/v")[0] not in LABELS:
            raise KeyError(f"unlisted key label {label!r}: add it to LABELS")
        return _derive(self.secret, label, length)

    def signing_key(self, label: str) -> Ed25519PrivateKey:
        """The Ed25519 key (RFC 8032) for ``label``."""
        return Ed25519PrivateKey.from_private_bytes(self.derive(label))

    def __repr__(self) -> str:
        return "RootKey(…)"


@cache
def _derive(secret: bytes, label: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=f"commonlist/{label}".encode()).derive(secret)


def load_root_key(*, value: str, path: Path, generate: bool) -> RootKey:
    """The root key from ``value`` (base64 of 32 bytes), else from ``path``; generated there only where allowed.

    Raises ImproperlyConfigured, naming the remedy, when there is none or it has another length.
    """
    if not value and path.exists():
        value = path.read_text().strip()
    if not value and generate:
        value = base64.b64encode(secrets.token_bytes(32)).decode()
        _write_once(path, value)
        value = path.read_text().strip()
    if not value:
        raise ImproperlyConfigured(
            f"No root key: set COMMONLIST_ROOT_KEY to base64 of 32 random bytes, or put it into {path}."
        )
    try:
        secret = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured("COMMONLIST_ROOT_KEY is not base64.") from error
    if len(secret) != 32:
        raise ImproperlyConfigured(f"COMMONLIST_ROOT_KEY has {len(secret)} bytes, it needs 32.")
    return RootKey(secret)


def _write_once(path: Path, value: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(value + "\n")
