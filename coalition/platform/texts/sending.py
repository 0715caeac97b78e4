"""The provider of this process, and its circuit breaker."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from coalition.platform.handover import NotTaken, Uncertain
from coalition.platform.texts.breaker import Breaker
from coalition.platform.texts.file import FileTexts
from coalition.platform.texts.inbound import Inbound, Provider
from coalition.platform.texts.twilio import TwilioTexts

LONGEST = 1_600  # what providers take in one piece
BREAKER = Breaker(failures=5, rest_seconds=30)


def texts_available() -> bool:
    """Whether texts can be sent."""
    return bool(settings.TEXTS_BACKEND or settings.TEXTS_URL)


def texts_provider() -> Provider:
    """The provider that the settings name. Raises ImproperlyConfigured."""
    return _provider(settings.TEXTS_BACKEND, settings.TEXTS_URL)


def send_text(recipient_e164: str, body: str) -> str:
    """Hand a text over to the provider, within five seconds; the provider's name for it.

    Raises NotTaken (try again later), Refused (never), Uncertain (perhaps sent; not again by itself).
    """
    provider = texts_provider()
    if len(body) > LONGEST:
        raise ValueError(f"a text has at most {LONGEST} characters")
    if BREAKER.is_open():
        raise NotTaken("provider_rests")
    try:
        reference = provider.hand_over(recipient_e164, body)
    except (NotTaken, Uncertain):
        BREAKER.failed()
        raise
    BREAKER.succeeded()
    return reference


def read_inbound(url: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
    """The text that the provider brings. Raises NotFromProvider for anybody else."""
    return texts_provider().read(url, headers, fields)


@lru_cache(maxsize=8)
def _provider(backend: str, url: str) -> Provider:
    if backend:
        made: Provider = import_string(backend)()
        return made
    scheme = url.partition(":")[0]
    if scheme == "file":
        return FileTexts.from_url(url)
    if scheme in {"twilio", "twilio+http"}:
        return TwilioTexts.from_url(url)
    raise ImproperlyConfigured(
        "COMMONLIST_TEXTS_URL must be twilio://SID:TOKEN@host/+15550100 or file:texts.jsonl."
        if url
        else "No provider of text messages is configured: set COMMONLIST_TEXTS_URL."
    )
