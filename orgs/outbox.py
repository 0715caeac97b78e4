"""Mail and texts of the demo: kept, shown on ``/outbox/``, never sent."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from orgs.models import OutboxMessage


class OutboxEmailBackend(BaseEmailBackend):
    """An e-mail backend that writes into the outbox, one row per recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            OutboxMessage(channel="email", recipient=recipient, subject=str(message.subject), body=str(message.body))
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutboxMessage.objects.bulk_create(rows)
        return len(email_messages)


def texts_available() -> bool:
    """Whether texts can be sent: in the demo they are kept in the outbox; elsewhere there is no provider yet."""
    return bool(settings.DEMO or settings.TESTING)


def send_text(recipient: str, body: str) -> None:
    """Send a text message to a number in E.164. Raises RuntimeError where texts cannot be sent."""
    if not texts_available():
        raise RuntimeError("no provider of text messages is configured")
    OutboxMessage.objects.create(channel="sms", recipient=recipient, body=body)
