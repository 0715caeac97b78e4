"""The demo's outbox."""

from django.db.models import QuerySet

from orgs.models import OutboxMessage


def outbox_messages(recipient: str = "") -> QuerySet[OutboxMessage]:
    """Messages that the demo did not send, newest first; of one recipient if given."""
    messages = OutboxMessage.objects.order_by("-id")
    return messages.filter(recipient__iexact=recipient) if recipient else messages
