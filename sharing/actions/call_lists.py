"""Ending call lists: what is still waiting on them is dropped; a call in hand is finished."""

from datetime import datetime

from coalition.platform.tenancy import Actor, owned
from sharing.models import CallList, CallListEntry, Campaign


def end_call_lists(actor: Actor, now: datetime, campaign: Campaign, reason: str) -> int:
    """Close the acting organization's open lists of a campaign and drop who is still queued; how many were dropped.

    Part of another action's transaction: that action checks and records. ``reason`` is a code.
    """
    lists = owned(CallList.objects.all(), actor).filter(campaign=campaign, closed_at__isnull=True)
    ids = list(lists.values_list("pk", flat=True))
    waiting = owned(CallListEntry.objects.all(), actor).filter(call_list_id__in=ids, state=CallListEntry.State.QUEUED)
    dropped = waiting.update(state=CallListEntry.State.DROPPED, dropped_because=reason, finished_at=now)
    lists.update(closed_at=now)
    return dropped
