"""Mail and texts of the demo: kept, shown on ``/outbox/``, never sent."""

from collections.abc import Sequence

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
