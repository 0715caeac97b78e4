"""Contact keys: ``HMAC-SHA256(pepper, kind || 0x00 || normalised identifier)``, 32 bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings

from coalition.platform.keys.normalise import mailbox_of


class ContactKind(StrEnum):
    """The kinds of identifier that can be a key."""

    EMAIL = "email"
    PHONE = "phone"


LOOSE = "email-loose"  # the kind of a mailbox's key, so that it never equals the key of an address


@dataclass(frozen=True, slots=True)
class Identifier:
    """The keys of one identifier, by pepper version, and those of its mailbox (none for a phone)."""

    keys: Mapping[int, bytes]
    mailbox: Mapping[int, bytes] = field(default_factory=dict)


@cache
def _keyed(root_id: int, version: int) -> HMAC:
    return HMAC(settings.ROOT_KEY.derive(f"pepper/v{version}"), SHA256())


def contact_key(kind: ContactKind, normalised: str, *, version: int | None = None) -> bytes:
    """The key of a normalised identifier under the newest pepper, or under ``version``."""
    return _derived(kind, normalised, version or settings.PEPPER_VERSIONS[-1])


def contact_keys(kind: ContactKind, normalised: str) -> dict[int, bytes]:
    """The key under every pepper in use: look-ups try all, so that rotation never resurrects an erased person."""
    return {version: _derived(kind, normalised, version) for version in settings.PEPPER_VERSIONS}


def loose_keys(kind: ContactKind, normalised: str) -> dict[int, bytes]:
    """The keys of the mailbox where a normalised identifier arrives, under every pepper; none for a phone.

    For negatives only: a grant never reaches another spelling of the address.
    """
    if kind is not ContactKind.EMAIL:
        return {}
    mailbox = mailbox_of(normalised)
    return {version: _derived(LOOSE, mailbox, version) for version in settings.PEPPER_VERSIONS}


def identifier(kind: ContactKind, normalised: str) -> Identifier:
    """Both kinds of key of a normalised identifier, as the ledger takes them."""
    return Identifier(contact_keys(kind, normalised), loose_keys(kind, normalised))


def _derived(kind: str, normalised: str, version: int) -> bytes:
    mac = _keyed(id(settings.ROOT_KEY), version).copy()
    mac.update(kind.encode() + b"\0" + normalised.encode())
    return mac.finalize()
