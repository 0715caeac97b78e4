"""Writing the feed: entries in an order without gaps, and their deliveries. Any topic may use it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.tenancy import Actor, owned
from consent.propagation import policies
from consent.propagation.models import Delivery, Endpoint, FeedEntry
from consent.propagation.queries.endpoints import active_endpoints
from consent.propagation.queries.feed import withdrawals_to_tell
from consent.propagation.rules.entries import WITHDRAWAL
from orgs.queries.turns import take_turn

BLOCK = 1_000


def publish(
    actor: Actor, now: datetime, topic: str, items: Sequence[tuple[str, dict[str, Any]]], endpoints: Sequence[Endpoint]
) -> int:
    """Append ``(about, payload)`` to the acting organization's feed and queue them for ``endpoints``; how many.

    Part of another action's transaction: that action checks and records. Writers take turns until they commit, so
    positions appear in their order, and a reader who has seen one has seen all before it.
    """
    if actor.organization_id is None:
        raise PermissionDenied
    own = {"organization_id": actor.organization_id}
    take_turn(actor)
    known = owned(FeedEntry.objects.all(), actor)
    told = set(known.filter(topic=topic, about__in=[about for about, _ in items]).values_list("about", flat=True))
    last = known.aggregate(last=Max("position"))["last"] or 0
    fresh = [(about, payload) for about, payload in items if about not in told]
    entries = FeedEntry.objects.bulk_create(
        FeedEntry(**own, topic=topic, about=about, payload=payload, position=position, created_at=now)
        for position, (about, payload) in enumerate(fresh, last + 1)
    )
    Delivery.objects.bulk_create(
        Delivery(**own, endpoint=endpoint, entry=entry, next_at=now, created_at=now)
        for entry in entries
        for endpoint in endpoints
    )
    if entries and endpoints:
        jobs.defer("propagation.deliveries.send", organization_id=actor.organization_id)
    return len(entries)


def publish_withdrawals(*, actor: Actor, now: datetime) -> int:
    """Put the acting organization's open duties into its feed, up to a thousand; how many. Raises PermissionDenied.

    Nothing is missed: whatever is not in the feed yet is found, whenever its transaction was committed.
    """
    if not policies.can_send_deliveries(actor):
        raise PermissionDenied
    with transaction.atomic():
        endpoints = list(active_endpoints(actor))
        if not endpoints:
            return 0
        found = withdrawals_to_tell(actor, BLOCK)
        count = publish(actor, now, WITHDRAWAL, [(about, payload) for about, payload, _ in found], endpoints)
        if count:
            subjects = sorted({subject for _, _, subject in found if subject is not None})
            record("propagation.entries.published", actor=actor, subjects=subjects, detail={"entries": count})
    return count
