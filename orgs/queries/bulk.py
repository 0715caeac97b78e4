"""What was changed on many people at once, and can still be undone."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import Http404

from coalition.platform.tenancy import Actor, owned
from orgs.models import BulkChange

UNDO_DAYS = 30


def bulk_changes(actor: Actor, now: datetime) -> QuerySet[BulkChange]:
    """The bulk changes of the last 30 days, newest first."""
    changes = owned(BulkChange.objects.all(), actor).filter(done_at__gte=now - timedelta(days=UNDO_DAYS))
    return changes.select_related("done_by").order_by("-done_at", "-id")


def get_change(actor: Actor, change_id: int, now: datetime, *, lock: bool = False) -> BulkChange:
    """One of them. Raises Http404, also when it is too old."""
    changes = bulk_changes(actor, now)
    found = (changes.select_for_update(of=("self",)) if lock else changes).filter(pk=change_id).first()
    if found is None:
        raise Http404
    return found
