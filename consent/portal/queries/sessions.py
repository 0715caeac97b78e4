"""Who is in the portal."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Now

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor
from consent.portal.models import PortalSession
from consent.portal.rules.masks import masked_email, masked_phone
from consent.portal.rules.secrets import PortalKeys


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has proven one identifier."""

    actor: Actor
    subject_id: int
    kind: str
    address: str

    @property
    def masked(self) -> str:
        """The proven identifier, for the page."""
        return masked_email(self.address) if self.kind == ContactKind.EMAIL else masked_phone(self.address)


def person_of(secret: str) -> Person | None:
    """The person whose session has this secret, while it lasts."""
    if not secret:
        return None
    keys = PortalKeys(settings.ROOT_KEY)
    session = PortalSession.objects.filter(secret_hash=keys.digest("session", secret), expires_at__gt=Now()).first()
    if session is None:
        return None
    actor = Actor(role="subject", subject_ids=(session.subject_id,), membership_ref=f"portal-{session.pk}")
    return Person(actor, session.subject_id, session.kind, keys.open_address(bytes(session.sealed_address)))
