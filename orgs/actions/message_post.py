"""The way of one message to one person: the words made, the connection kept, the hand-over."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from coalition.platform.handover import Refused
from coalition.platform.keys import normalise_email, normalise_phone
from coalition.platform.mail import MailRoute
from coalition.platform.tenancy import Actor
from coalition.platform.texts import send_text
from consent.ledger.actions.gate import Claim
from consent.ledger.queries.grounds import deciding_event
from orgs.models import Constituent, ContactPoint, Message, Organization
from orgs.rules.messages import Ground, Letter, language_for, mail_letter, text_letter
from orgs.rules.unsubscribe import StopLink, make_token


class Route(Protocol):
    """A provider, for one run of a message."""

    def ready(self) -> None:
        """Whatever can be done before a lock is taken. Raises NotTaken."""

    def deliver(self, sender: str, address: str, letter: Letter, reply_to: str) -> str:
        """Hand over; the provider's reference. Raises NotTaken, Refused, Uncertain."""

    def close(self) -> None:
        """The run is over."""


class ByMail:
    """Mail, one envelope for each person, over one connection."""

    def __init__(self) -> None:
        self._route = MailRoute()

    def ready(self) -> None:
        """Open the connection, or look whether it still stands."""
        self._route.ready()

    def deliver(self, sender: str, address: str, letter: Letter, reply_to: str) -> str:
        """One mail to one address."""
        self._route.hand_over(
            EmailMessage(
                subject=letter.subject,
                body=letter.body,
                from_email=formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])),
                to=[address],
                reply_to=[reply_to] if reply_to else None,
                headers=dict(letter.headers),
            )
        )
        return ""

    def close(self) -> None:
        """Say goodbye."""
        self._route.close()


class ByText:
    """Texts, each by its own request."""

    def ready(self) -> None:
        """Nothing to do."""

    def deliver(self, sender: str, address: str, letter: Letter, reply_to: str) -> str:
        """One text to one number."""
        return send_text(address, letter.body)

    def close(self) -> None:
        """Nothing to do."""


ROUTES: Mapping[str, type[ByMail] | type[ByText]] = {"email": ByMail, "sms": ByText}


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter is for: the person, and the one address or number."""

    person: Constituent
    subject_id: int


def letter_for(
    actor: Actor, message: Message, organization: Organization, addressee: Addressee, verdict: Claim | None
) -> Letter:
    """What this person gets, in their language, with the ground that the gate found (none in a preview)."""
    person = addressee.person
    language = language_for(person.language, message.language, [code for code, _ in settings.LANGUAGES])
    if message.channel == Message.Channel.SMS:
        return text_letter(
            body=message.body, given_name=person.called, organization=organization.name, language=language
        )
    token = make_token(settings.ROOT_KEY, StopLink(addressee.subject_id, organization.pk, message.channel))
    return mail_letter(
        subject=message.subject,
        body=message.body,
        given_name=person.called,
        organization=organization.name,
        language=language,
        ground=_ground(actor, verdict),
        stop=settings.BASE_URL + reverse("portal:unsubscribe", args=[token]),
        portal=settings.BASE_URL + reverse("portal:entry"),
    )


def dialled(point: ContactPoint, value: str, organization: Organization) -> str:
    """The address or number as a provider takes it. Raises Refused when it is neither."""
    try:
        if point.kind == ContactPoint.Kind.EMAIL:
            normalise_email(value)
            return value.strip()
        return normalise_phone(value, organization.region)
    except ValueError as error:
        raise Refused("unreadable") from error


def _ground(actor: Actor, verdict: Claim | None) -> Ground:
    decided = deciding_event(actor, verdict.event_ids) if verdict else None
    if decided is None:
        return Ground()
    return Ground(decided.effective_at, decided.said_by in {"person", "guardian"}, decided.source)
