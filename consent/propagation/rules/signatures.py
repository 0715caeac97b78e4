"""Standard Webhooks (standardwebhooks.com): ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``.

``v1`` is HMAC-SHA256 with a shared secret (``whsec_`` and base64), ``v1a`` Ed25519 with the sender's own key (``whpk_``
and base64 is its public half).
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SECRET, PUBLIC = "whsec_", "whpk_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)
_ID = re.compile(r"[\x21-\x7e]{1,128}\Z")


class BadSignature(ValueError):
    """The request is not what it claims to be; ``code`` says why: missing, malformed, old, wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_secret() -> str:
    """A secret of 256 random bits."""
    return SECRET + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, moment: datetime, body: bytes) -> str:
    """The ``v1`` signature."""
    return _sign(secret, _signed(message_id, str(int(moment.timestamp())), body))


def signed_headers(keys: Sequence[str], message_id: str, moment: datetime, body: bytes) -> dict[str, str]:
    """The three headers; signed with each of ``keys``, so that the receiver may know either while one is replaced."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(sign(key, message_id, moment, body) for key in keys),
    }


def check_signature(
    headers: Mapping[str, str], body: bytes, now: datetime, *, keys: Sequence[str] = (), public_key: str = ""
) -> None:
    """Whether one of the signatures is by one of ``keys``, or by ``public_key`` where there is one, which then alone
    counts. ``headers`` by lower-case name. Raises BadSignature.
    """
    message_id, stamp, given = (headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature"))
    if not (message_id and stamp and given):
        raise BadSignature("missing")
    if not _ID.match(message_id) or not re.fullmatch(r"\d{1,11}", stamp, re.ASCII):
        raise BadSignature("malformed")
    if abs(datetime.fromtimestamp(int(stamp), UTC) - now) > TOLERANCE:
        raise BadSignature("old")
    signed = _signed(message_id, stamp, body)
    candidates = given.split(" ")[:10]
    if public_key:
        right = any(_by(public_key, candidate, signed) for candidate in candidates)
    else:
        expected = [_sign(key, signed).encode() for key in keys]
        right = any(hmac.compare_digest(one.encode(), each) for one in candidates for each in expected)
    if not right:
        raise BadSignature("wrong")


def is_public_key(text: str) -> bool:
    """Whether ``text`` is ``whpk_`` and the base64 of 32 bytes."""
    return text.startswith(PUBLIC) and len(_base64(text.removeprefix(PUBLIC)) or b"") == 32


def _sign(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET))
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def _by(public_key: str, candidate: str, signed: bytes) -> bool:
    version, _, encoded = candidate.partition(",")
    key, signature = _base64(public_key.removeprefix(PUBLIC)), _base64(encoded)
    if version != "v1a" or key is None or signature is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _signed(message_id: str, stamp: str, body: bytes) -> bytes:
    return f"{message_id}.{stamp}.".encode() + body


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
