"""Encryption at rest: AES-256-GCM under a data key per organization, itself wrapped under the root key.

A sealed value is ``version (1 byte) || nonce (12) || ciphertext || tag (16)``. The additional data names where the
value stands, so that it cannot be moved to another row.
"""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from coalition.platform.keys.root import RootKey

VERSION = 1


class Unreadable(ValueError):
    """The value was moved, altered, or its key was destroyed."""


@lru_cache(maxsize=512)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def new_data_key() -> bytes:
    """Thirty-two random bytes."""
    return secrets.token_bytes(32)


def wrap(root: RootKey, data_key: bytes, *, organization_id: int) -> bytes:
    """The data key sealed under the root key, for one organization."""
    return seal(root.derive("wrap/organization"), data_key, place=f"data-key|{organization_id}")


def unwrap(root: RootKey, wrapped: bytes, *, organization_id: int) -> bytes:
    """The data key. Raises Unreadable."""
    return open_sealed(root.derive("wrap/organization"), wrapped, place=f"data-key|{organization_id}")


def seal(key: bytes, plaintext: bytes, *, place: str) -> bytes:
    """Encrypt for ``place`` (organization|table|field|row)."""
    nonce = secrets.token_bytes(12)
    return bytes([VERSION]) + nonce + _cipher(key).encrypt(nonce, plaintext, f"{place}|{VERSION}".encode())


def open_sealed(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Decrypt what was sealed for ``place``. Raises Unreadable."""
    version, nonce, body = sealed[0], sealed[1:13], sealed[13:]
    try:
        return _cipher(key).decrypt(nonce, body, f"{place}|{version}".encode())
    except InvalidTag as error:
        raise Unreadable("the sealed value does not belong here, or its key is gone") from error
