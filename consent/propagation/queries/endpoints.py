"""Endpoints of the acting organization, their secrets, and their deliveries."""

import secrets
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404

from coalition.platform.keys import open_sealed, seal
from coalition.platform.tenancy import Actor, acting, owned, system_actor
from consent.propagation.models import Delivery, Endpoint
from consent.propagation.rules.tokens import organization_of, token_hash
from orgs.queries.contacts import data_key

MOST = 5


def endpoint_list(actor: Actor) -> QuerySet[Endpoint]:
    """The acting organization's endpoints, working ones first, with ``waiting``, ``dead`` and ``last_delivered_at``."""
    counted = owned(Endpoint.objects.all(), actor).annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state="waiting")),
        dead=Count("deliveries", filter=Q(deliveries__state="dead")),
        last_delivered_at=Max("deliveries__delivered_at"),
    )
    return counted.order_by("-active", "id")


def active_endpoints(actor: Actor) -> QuerySet[Endpoint]:
    """Those that are switched on."""
    return owned(Endpoint.objects.all(), actor).filter(active=True).order_by("id")


def get_endpoint(actor: Actor, endpoint_id: int) -> Endpoint:
    """One endpoint. Raises Http404."""
    endpoint = owned(Endpoint.objects.all(), actor).filter(pk=endpoint_id).first()
    if endpoint is None:
        raise Http404
    return endpoint


def delivery_list(actor: Actor, endpoint: Endpoint, state: str = "") -> QuerySet[Delivery]:
    """What went, or goes, to an endpoint, newest first; perhaps only those in one state."""
    mine = owned(Delivery.objects.all(), actor).filter(endpoint=endpoint).select_related("entry")
    return (mine.filter(state=state) if state else mine).order_by("-entry__position")


def get_delivery(actor: Actor, delivery_id: int) -> Delivery:
    """One delivery with its endpoint. Raises Http404."""
    delivery = owned(Delivery.objects.all(), actor).filter(pk=delivery_id).select_related("endpoint").first()
    if delivery is None:
        raise Http404
    return delivery


def seal_secret(actor: Actor, secret: str) -> bytes:
    """A secret as it is stored: under the organization's data key."""
    return seal(data_key(actor), secret.encode(), place=_place(actor))


def signing_secrets(actor: Actor, endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that sign at ``now``: the current one, and while it is replaced the one before."""
    sealed = [bytes(endpoint.sealed_secret)]
    if endpoint.sealed_previous is not None and endpoint.previous_until is not None and now < endpoint.previous_until:
        sealed.append(bytes(endpoint.sealed_previous))
    key = data_key(actor)
    return [open_sealed(key, each, place=_place(actor)).decode() for each in sealed]


def endpoint_by_token(token: str) -> tuple[Actor, Endpoint] | None:
    """The endpoint that a bearer token belongs to, with the actor of its organization, if it is switched on.

    The caller enters that actor's scope.
    """
    organization_id = organization_of(token)
    if organization_id is None:
        return None
    actor = system_actor(organization_id=organization_id)
    with acting(actor):
        for endpoint in active_endpoints(actor):
            if secrets.compare_digest(bytes(endpoint.token_hash), token_hash(token)):
                return actor, endpoint
    return None


def _place(actor: Actor) -> str:
    return f"{actor.organization_id}|propagation_endpoint|secret"
