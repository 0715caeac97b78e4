"""Secrets of the portal and their hashes: a stolen table opens nothing."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from coalition.platform.keys import RootKey, open_sealed, seal

PLACE = "portal|address"


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """Everything the portal derives from the root key."""

    root: RootKey

    def digest(self, kind: str, value: str) -> bytes:
        """The keyed hash of a secret or identifier; ``kind`` keeps them apart."""
        return hmac.digest(self.root.derive("token/portal"), f"{kind}\0{value}".encode(), sha256)

    def seal_address(self, address: str) -> bytes:
        """The address, readable by the platform alone."""
        return seal(self._sealing(), address.encode(), place=PLACE)

    def open_address(self, sealed: bytes) -> str:
        """The sealed address. Raises ``keys.envelope.Unreadable``."""
        return open_sealed(self._sealing(), sealed, place=PLACE).decode()

    def _sealing(self) -> bytes:
        return hmac.digest(self.root.derive("token/portal"), b"seal", sha256)


def new_secret() -> str:
    """256 random bits, fit for a URL or cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"
