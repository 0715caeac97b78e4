"""A text that somebody sent to our number."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Protocol


class NotFromProvider(ValueError):
    """The request does not prove that it comes from the provider."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """Who wrote what. ``sender`` as the provider gives it, ``reference`` its own name for this text."""

    sender: str
    body: str
    reference: str


class Provider(Protocol):
    """What every backend does."""

    @property
    def answers(self) -> bool:
        """Whether the provider sends our HTTP answer on."""

    def hand_over(self, recipient: str, body: str) -> str:
        """Hand the text over; the provider's name for it. Raises NotTaken, Refused, Uncertain."""

    def read(self, url: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
        """The text in a request to our address. Raises NotFromProvider."""


def read_with_secret(secret: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
    """For providers without signatures: ``Authorization: Bearer`` with the secret. Raises NotFromProvider."""
    if not secret or not compare_digest(headers.get("Authorization", "").encode(), f"Bearer {secret}".encode()):
        raise NotFromProvider("secret")
    return Inbound(fields.get("From", ""), fields.get("Body", ""), fields.get("MessageSid", ""))
