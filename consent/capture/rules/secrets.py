"""Secrets of sign-ups and their hashes: a stolen table opens nothing."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from coalition.platform.keys import RootKey, open_sealed, seal

PLACE = "capture|sign-up|"


@dataclass(frozen=True, slots=True)
class CaptureKeys:
    """Everything that sign-ups derive from the root key."""

    root: RootKey

    def digest(self, kind: str, value: str) -> bytes:
        """The keyed hash of a secret or identifier; ``kind`` keeps them apart."""
        return hmac.digest(self.root.derive("token/capture"), f"{kind}\0{value}".encode(), sha256)

    def seal(self, sign_up: str, written: Mapping[str, Any]) -> bytes:
        """What somebody wrote, readable by the platform alone and for this sign-up alone."""
        return seal(self._sealing(), json.dumps(written).encode(), place=PLACE + sign_up)

    def open(self, sign_up: str, sealed: bytes) -> dict[str, Any]:
        """What was sealed. Raises ``keys.envelope.Unreadable``."""
        written: dict[str, Any] = json.loads(open_sealed(self._sealing(), sealed, place=PLACE + sign_up))
        return written

    def _sealing(self) -> bytes:
        return hmac.digest(self.root.derive("token/capture"), b"seal", sha256)


def new_secret() -> str:
    """256 random bits, fit for a URL."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def new_suffix() -> str:
    """Five letters and digits that make a public address the form's own."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(5))
