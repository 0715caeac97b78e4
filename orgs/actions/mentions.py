"""Reading notes that name oneself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db import transaction

from audit.log.actions import record
from coalition.platform.tenancy import Actor, owned
from orgs import policies
from orgs.models import ContactPoint, Mention
from orgs.queries.mentions import Named, get_mention, mentions_page


def read_mentions(*, actor: Actor, now: datetime, number: object = 1) -> tuple[Page[Mention], list[Named]]:
    """A page of the notes that name the actor, with the reading recorded. Raises PermissionDenied."""
    if not policies.can_read_inbox(actor):
        raise PermissionDenied
    with transaction.atomic():
        page, rows = mentions_page(actor, number)
        people = [row.mention.constituent_id for row in rows if row.note is not None]
        if people:
            points = owned(ContactPoint.objects.all(), actor).filter(constituent_id__in=people)
            subjects = sorted(set(points.values_list("subject_id", flat=True)))
            record("orgs.mention.read", actor=actor, object_type="mention", subjects=subjects)
    return page, rows


def mark_mention(*, actor: Actor, now: datetime, mention_id: int, read: bool) -> Mention:
    """Mark a note that names the actor as read, or as unread again. Raises PermissionDenied, Http404."""
    if not policies.can_read_inbox(actor):
        raise PermissionDenied
    with transaction.atomic():
        mention = get_mention(actor, mention_id)
        mention.read_at = now if read else None
        mention.save(update_fields=["read_at"])
        record("orgs.mention.marked", actor=actor, object_type="mention", object_ref=mention.pk, detail={"read": read})
    return mention
