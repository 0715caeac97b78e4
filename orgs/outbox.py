"""Mail and texts of the demo: kept, shown on ``/outbox/``, never sent."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from coalition.platform.texts.inbound import Inbound, read_with_secret
from orgs.models import OutboxMessage


class OutboxEmailBackend(BaseEmailBackend):
    """An e-mail backend that writes into the outbox, one row per recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [
            OutboxMessage(
                channel="email",
                recipient=recipient,
                subject=str(message.subject),
                body=str(message.body),
                headers={name: str(value) for name, value in message.extra_headers.items()},
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutboxMessage.objects.bulk_create(rows)
        return len(email_messages)


class OutboxTexts:
    """A provider of texts that writes into the outbox."""

    answers = False

    def hand_over(self, recipient: str, body: str) -> str:
        """Keep the text; a random name for it."""
        OutboxMessage.objects.create(channel="sms", recipient=recipient, body=body)
        return uuid4().hex

    def read(self, url: str, headers: Mapping[str, str], fields: Mapping[str, str]) -> Inbound:
        """A text with the shared secret."""
        return read_with_secret(settings.TEXTS_SECRET, headers, fields)
