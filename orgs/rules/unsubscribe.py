"""The links by which a person stops an organization from a message: no login, no expiry, nothing but stopping.

A token names the subject, the organization and the channel, and is authenticated by a key. It can only restrict, so it
may be old, forwarded or read by a scanner.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from hashlib import sha256

from coalition.platform.keys import RootKey

VERSION = 1
CHANNELS = ("email", "sms")
_LAYOUT = struct.Struct(">BBQQ")
_MAC = 16


class BadLink(ValueError):
    """The token is cut off, altered, or not one of ours."""


@dataclass(frozen=True, slots=True)
class StopLink:
    """Whom to stop, for whom, and by which channel the message came."""

    subject_id: int
    organization_id: int
    channel: str


def make_token(root: RootKey, link: StopLink) -> str:
    """The token of a link, fit for a URL: 46 characters."""
    body = _LAYOUT.pack(VERSION, CHANNELS.index(link.channel), link.subject_id, link.organization_id)
    return base64.urlsafe_b64encode(body + _mac(root, body)).decode().rstrip("=")


def read_token(root: RootKey, token: str) -> StopLink:
    """What a token says. Raises BadLink."""
    try:
        raw = base64.b64decode(token.encode() + b"=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadLink from error
    if len(raw) != _LAYOUT.size + _MAC or not hmac.compare_digest(raw[_LAYOUT.size :], _mac(root, raw[: _LAYOUT.size])):
        raise BadLink
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != token:
        raise BadLink  # the same bytes, spelled otherwise
    version, channel, subject, organization = _LAYOUT.unpack(raw[: _LAYOUT.size])
    if version != VERSION or channel >= len(CHANNELS):
        raise BadLink
    return StopLink(subject, organization, CHANNELS[channel])


def _mac(root: RootKey, body: bytes) -> bytes:
    return hmac.digest(root.derive("token/unsubscribe"), body, sha256)[:_MAC]
