"""Where an organization's own system listens: added, tested, given a new secret or token, paused, switched off."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit.log.actions import record
from coalition.platform import jobs
from coalition.platform.outgoing import BadTarget, parse_target
from coalition.platform.tenancy import Actor, owned
from consent.ledger.actions.obligations import close_outlet, open_outlet
from consent.propagation import policies
from consent.propagation.actions.feed import publish
from consent.propagation.actions.refusals import Refused
from consent.propagation.actions.way_out import limits, network
from consent.propagation.models import Delivery, Endpoint
from consent.propagation.queries.endpoints import MOST, active_endpoints, get_endpoint, seal_secret
from consent.propagation.rules.entries import TEST
from consent.propagation.rules.signatures import is_public_key, new_secret
from consent.propagation.rules.tokens import new_token, token_hash
from orgs.queries.turns import take_turn

OVERLAP = timedelta(hours=24)
AHEAD = timedelta(days=30)  # whoever tries an endpoint does not wait behind all that it has missed
OUTLET = "webhook"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is shown once: the secret that signs, and the token that reads the feed. Empty: unchanged."""

    endpoint_id: int
    secret: str = ""
    token: str = ""


def add_endpoint(*, actor: Actor, now: datetime, url: str, public_key: str = "") -> Secrets:
    """Tell withdrawals to ``url`` from now on, open ones included. Raises Refused and PermissionDenied."""
    organization_id = _managing(actor)
    try:
        target = parse_target(url.strip(), limits())
    except BadTarget as error:
        raise Refused(error.code) from error
    if network().is_number_inside(target.host):
        raise Refused("inside")
    if public_key and not is_public_key(public_key):
        raise Refused("key")
    secret, token = new_secret(), new_token(organization_id)
    with transaction.atomic():
        take_turn(actor)
        if active_endpoints(actor).count() >= MOST:
            raise Refused("many")
        endpoint = Endpoint.objects.create(
            organization_id=organization_id,
            url=target.url,
            sealed_secret=seal_secret(actor, secret),
            token_hash=token_hash(token),
            public_key=public_key,
            created_at=now,
            created_by=actor.user_id,
        )
        open_outlet(actor, OUTLET)
        _record("propagation.endpoint.added", actor, endpoint, host=target.host)
    return Secrets(endpoint.pk, secret, token)


def rotate_secret(*, actor: Actor, now: datetime, endpoint_id: int) -> Secrets:
    """A new secret; for 24 hours both sign. Raises Refused (``off``), PermissionDenied and Http404."""
    _managing(actor)
    secret = new_secret()
    with transaction.atomic():
        endpoint = _working(actor, endpoint_id)
        endpoint.sealed_previous, endpoint.previous_until = endpoint.sealed_secret, now + OVERLAP
        endpoint.sealed_secret = seal_secret(actor, secret)
        endpoint.save(update_fields=["sealed_secret", "sealed_previous", "previous_until"])
        _record("propagation.endpoint.rotated", actor, endpoint)
    return Secrets(endpoint.pk, secret=secret)


def renew_token(*, actor: Actor, now: datetime, endpoint_id: int) -> Secrets:
    """A new token for the feed; the old one ends at once. Raises Refused (``off``), PermissionDenied and Http404."""
    organization_id = _managing(actor)
    token = new_token(organization_id)
    with transaction.atomic():
        endpoint = _working(actor, endpoint_id)
        endpoint.token_hash = token_hash(token)
        endpoint.save(update_fields=["token_hash"])
        _record("propagation.endpoint.renewed", actor, endpoint)
    return Secrets(endpoint.pk, token=token)


def try_endpoint(*, actor: Actor, now: datetime, endpoint_id: int) -> int:
    """Send a test entry to one endpoint; the delivery's id. Raises Refused (``off``, ``paused``), PermissionDenied,
    Http404.
    """
    _managing(actor)
    with transaction.atomic():
        endpoint = _working(actor, endpoint_id)
        if endpoint.paused_at is not None:
            raise Refused("paused")
        about = f"{endpoint.pk}-{now.isoformat()}"
        publish(actor, now, TEST, [(about, {"endpoint": endpoint.pk})], [endpoint])
        _record("propagation.endpoint.tested", actor, endpoint)
        delivery = owned(Delivery.objects.all(), actor).get(endpoint=endpoint, entry__about=about)
        delivery.next_at = now - AHEAD
        delivery.save(update_fields=["next_at"])
    return delivery.pk


def pause_endpoint(*, actor: Actor, now: datetime, endpoint_id: int) -> None:
    """Send nothing there for now: what is due waits, and the deadlines go on. A second time changes nothing.

    Raises Refused (``off``), PermissionDenied and Http404.
    """
    _managing(actor)
    with transaction.atomic():
        endpoint = _working(actor, endpoint_id)
        if endpoint.paused_at is None:
            owned(Endpoint.objects.all(), actor).filter(pk=endpoint.pk).update(paused_at=now)
            _record("propagation.endpoint.paused", actor, endpoint)


def resume_endpoint(*, actor: Actor, now: datetime, endpoint_id: int) -> None:
    """Send again, first what waited, as if it had not been tried: the pause is no failure of the other side.

    Raises Refused (``off``), PermissionDenied and Http404.
    """
    organization_id = _managing(actor)
    with transaction.atomic():
        endpoint = _working(actor, endpoint_id)
        if endpoint.paused_at is not None:
            owned(Endpoint.objects.all(), actor).filter(pk=endpoint.pk).update(paused_at=None, failing_since=None)
            waiting = owned(Delivery.objects.all(), actor).filter(endpoint=endpoint, state=Delivery.State.WAITING)
            waiting.update(attempts=0, first_tried_at=None, next_at=now, problem="")
            jobs.defer("propagation.deliveries.send", organization_id=organization_id)
            _record("propagation.endpoint.resumed", actor, endpoint)


def switch_off_endpoint(*, actor: Actor, now: datetime, endpoint_id: int) -> None:
    """Send nothing more there; its token ends. With the last one off, the platform attests again where nothing else
    leaves. A second time changes nothing. Raises PermissionDenied and Http404.
    """
    _managing(actor)
    with transaction.atomic():
        take_turn(actor)
        endpoint = get_endpoint(actor, endpoint_id)
        if endpoint.active:
            owned(Endpoint.objects.all(), actor).filter(pk=endpoint.pk).update(active=False)
            waiting = owned(Delivery.objects.all(), actor).filter(endpoint=endpoint, state=Delivery.State.WAITING)
            waiting.update(state=Delivery.State.CANCELLED)
            if not active_endpoints(actor).exists():
                close_outlet(actor, OUTLET)
            _record("propagation.endpoint.switched_off", actor, endpoint)


def _managing(actor: Actor) -> int:
    if not policies.can_manage_endpoints(actor) or actor.organization_id is None:
        raise PermissionDenied
    return actor.organization_id


def _working(actor: Actor, endpoint_id: int) -> Endpoint:
    take_turn(actor)  # before the row, as whoever publishes does, whose deliveries point at it
    locked = Endpoint.objects.select_for_update(no_key=True)
    endpoint = owned(locked, actor).get(pk=get_endpoint(actor, endpoint_id).pk)
    if not endpoint.active:
        raise Refused("off")
    return endpoint


def _record(verb: str, actor: Actor, endpoint: Endpoint, **detail: str) -> None:
    record(verb, actor=actor, object_type="endpoint", object_ref=endpoint.pk, detail={**detail})
