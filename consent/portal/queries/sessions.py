"""Who is in the portal."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Now

from coalition.platform.keys import ContactKind
from coalition.platform.tenancy import Actor
from consent.portal.models import PortalSession, StepUp
from consent.portal.rules.masks import masked_email, masked_phone
from consent.portal.rules.secrets import PortalKeys


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has proven one identifier. ``full``: enough to read everything; ``second``: by which other one.

    ``proven`` are all that were proven in this visit.
    """

    actor: Actor
    subject_id: int
    kind: str
    address: str
    session_id: int
    full: bool = False
    second: int | None = None
    proven: frozenset[int] = frozenset()

    @property
    def masked(self) -> str:
        """The proven identifier, for the page."""
        return masked_email(self.address) if self.kind == ContactKind.EMAIL else masked_phone(self.address)


def person_of(secret: str) -> Person | None:
    """The person whose session has this secret, while it lasts."""
    if not secret:
        return None
    keys = PortalKeys(settings.ROOT_KEY)
    codes = StepUp.objects.filter(session_id=OuterRef("pk"), used_at__isnull=False, send_after=None)
    sessions = PortalSession.objects.annotate(codes=ArraySubquery(codes.values("subject_id")))
    session = sessions.filter(secret_hash=keys.digest("session", secret), expires_at__gt=Now()).first()
    if session is None:
        return None
    proven = {session.subject_id, session.second_subject, *session.codes}
    return Person(
        actor=Actor(role="subject", subject_ids=(session.subject_id,), membership_ref=f"portal-{session.pk}"),
        subject_id=session.subject_id,
        kind=session.kind,
        address=keys.open_address(bytes(session.sealed_address)),
        session_id=session.pk,
        full=session.full,
        second=session.second_subject,
        proven=frozenset(each for each in proven if each is not None),
    )
