"""Delivering entries: claimed, posted, and written down. A delivery may happen twice; its id says that it did."""

import random
import time
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.outgoing import Network, Unreachable, post
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.obligations import note_delivered
from consent.propagation import policies
from consent.propagation.actions.refusals import Refused
from consent.propagation.actions.way_out import network
from consent.propagation.models import Delivery, Endpoint
from consent.propagation.queries.endpoints import get_delivery, get_endpoint, signing_secrets
from consent.propagation.queries.feed import rendered
from consent.propagation.rules.entries import WITHDRAWAL, as_bytes, entry_id
from consent.propagation.rules.pauses import given_up, pause
from consent.propagation.rules.signatures import signed_headers

LEASE = timedelta(minutes=2)
RUN_SECONDS = 40.0
# Failures in a row, after which an endpoint is left alone until the next round; one that failed before has one try, so
# that whoever hangs for days does not keep the workers from the others.
PATIENCE, SHORT_PATIENCE = 3, 1
CONTENT = {"content-type": "application/json", "user-agent": "Commonlist-Webhooks/1"}
State = Delivery.State


def send_deliveries(
    *,
    actor: Actor,
    now: datetime,
    out: Network | None = None,
    dice: Callable[[], float] = random.random,
    seconds: float = RUN_SECONDS,
) -> int:
    """Post what is due for the acting organization; how many arrived.

    Each is claimed and written down in transactions of its own, none of which is open while the other side answers.
    It ends after ``seconds``; the next round goes on. Raises PermissionDenied.
    """
    if not policies.can_send_deliveries(actor):
        raise PermissionDenied
    until, arrived, failures, left_alone = time.monotonic() + seconds, 0, Counter[int](), set[int]()
    while time.monotonic() < until:
        delivery = _claim(actor, now, left_alone)
        if delivery is None:
            break
        status, problem = _send(actor, now, delivery, out or network())
        with transaction.atomic():
            taken = problem == ""
            _finish(actor, now, delivery, status, problem, dice())
        failures[delivery.endpoint_id] = 0 if taken else failures[delivery.endpoint_id] + 1
        if failures[delivery.endpoint_id] >= _patience(delivery.endpoint, now):
            left_alone.add(delivery.endpoint_id)
        arrived += taken
    return arrived


def replay_delivery(*, actor: Actor, now: datetime, delivery_id: int) -> Endpoint:
    """Send one delivery again, whatever became of it; its endpoint. Raises Refused (``off``), PermissionDenied and
    Http404.
    """
    delivery = get_delivery(actor, delivery_id)
    _replay(actor, now, delivery.endpoint, pk=delivery.pk)
    return delivery.endpoint


def replay_since(*, actor: Actor, now: datetime, endpoint_id: int, since: datetime) -> int:
    """Send everything again that was made for an endpoint since then; how many. Raises Refused (``off``),
    PermissionDenied and Http404.
    """
    return _replay(actor, now, get_endpoint(actor, endpoint_id), created_at__gte=since)


def _replay(actor: Actor, now: datetime, endpoint: Endpoint, **which: Any) -> int:
    if not policies.can_manage_endpoints(actor):
        raise PermissionDenied
    if not endpoint.active:
        raise Refused("off")
    with transaction.atomic():
        again = owned(Delivery.objects.all(), actor).filter(endpoint=endpoint, **which)
        count = again.update(state=State.WAITING, attempts=0, first_tried_at=None, next_at=now, problem="")
        if count:
            jobs.defer("propagation.deliveries.send", organization_id=actor.organization_id)
            record(
                "propagation.delivery.replayed",
                actor=actor,
                object_type="endpoint",
                object_ref=endpoint.pk,
                detail={"deliveries": count},
            )
    return count


def _patience(endpoint: Endpoint, now: datetime) -> int:
    failed_before = endpoint.failing_since is not None and endpoint.failing_since < now
    return SHORT_PATIENCE if failed_before else PATIENCE


def _claim(actor: Actor, now: datetime, left_alone: Collection[int]) -> Delivery | None:
    # Claimed for longer than a post may last: if this process dies, another takes it up again.
    with transaction.atomic():
        due = owned(Delivery.objects.select_for_update(skip_locked=True, of=("self",)), actor)
        due = due.filter(state=State.WAITING, next_at__lte=now, endpoint__active=True, endpoint__paused_at=None)
        due = due.exclude(endpoint__in=left_alone).select_related("entry", "endpoint")
        delivery = due.order_by("next_at", "entry__position").first()
        if delivery is not None:
            delivery.attempts += 1
            delivery.first_tried_at = delivery.first_tried_at or now
            delivery.next_at = now + LEASE
            delivery.save(update_fields=["attempts", "first_tried_at", "next_at"])
    return delivery


def _send(actor: Actor, now: datetime, delivery: Delivery, out: Network) -> tuple[int | None, str]:
    with transaction.atomic():
        body = as_bytes(rendered(actor, [delivery.entry])[0])
        keys = signing_secrets(actor, delivery.endpoint, now)
    headers = signed_headers(keys, entry_id(delivery.entry_id), now, body)
    try:
        answer = post(delivery.endpoint.url, body, {**CONTENT, **headers}, out)
    except Unreachable as error:
        return None, error.code
    return answer.status, "" if answer.taken else "status"


def _finish(actor: Actor, now: datetime, delivery: Delivery, status: int | None, problem: str, dice: float) -> None:
    change: dict[str, Any] = {"last_status": status, "problem": problem}
    if not problem:
        change |= {"state": State.DELIVERED, "delivered_at": now}
    elif delivery.first_tried_at is not None and given_up(delivery.first_tried_at, now):
        change |= {"state": State.DEAD}
    else:
        change |= {"next_at": now + pause(delivery.attempts, dice)}
    owned(Delivery.objects.all(), actor).filter(pk=delivery.pk, state=State.WAITING).update(**change)
    endpoint = owned(Endpoint.objects.all(), actor).filter(pk=delivery.endpoint_id)
    if not problem:
        endpoint.exclude(failing_since=None).update(failing_since=None)
        if delivery.entry.topic == WITHDRAWAL:
            note_delivered(actor=actor, now=now, obligation_ids=[UUID(delivery.entry.about)])
    else:
        endpoint.filter(failing_since=None).update(failing_since=now)
    if change.get("state") == State.DEAD:
        record(
            "propagation.delivery.given_up",
            actor=actor,
            object_type="endpoint",
            object_ref=delivery.endpoint_id,
            outcome="failed",
            detail={"attempts": delivery.attempts, "problem": problem},
        )
