"""Contact keys: ``HMAC-SHA256(pepper, kind || 0x00 || normalised identifier)``, 32 bytes."""

from enum import StrEnum
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings


class ContactKind(StrEnum):
    """The kinds of identifier that can be a key."""

    EMAIL = "email"
    PHONE = "phone"


@cache
def _keyed(root_id: int, version: int) -> HMAC:
    return HMAC(settings.ROOT_KEY.derive(f"pepper/v{version}"), SHA256())


def contact_key(kind: ContactKind, normalised: str, *, version: int | None = None) -> bytes:
    """The key of a normalised identifier under the newest pepper, or under ``version``."""
    mac = _keyed(id(settings.ROOT_KEY), version or settings.PEPPER_VERSIONS[-1]).copy()
    mac.update(kind.encode() + b"\0" + normalised.encode())
    return mac.finalize()


def contact_keys(kind: ContactKind, normalised: str) -> dict[int, bytes]:
    """The key under every pepper in use: look-ups try all, so that rotation never resurrects an erased person."""
    return {version: contact_key(kind, normalised, version=version) for version in settings.PEPPER_VERSIONS}
