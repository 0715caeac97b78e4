"""The feed for an organization's own system: read with a bearer token, acknowledged with a signature."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.tenancy import Actor, acting
from consent.ledger.queries.obligations import ANSWERS
from consent.propagation.actions.acknowledgements import Acknowledgement, accept_acknowledgement
from consent.propagation.models import Endpoint
from consent.propagation.queries.endpoints import endpoint_by_token
from consent.propagation.queries.feed import PAGE, feed_after, rendered
from consent.propagation.rules.signatures import BadSignature

MOST = 1_000
SIGNATURES = {
    "missing": "Sign the body: webhook-id, webhook-timestamp and webhook-signature are needed.",
    "malformed": "webhook-id must be printable and webhook-timestamp whole seconds since 1970.",
    "old": "webhook-timestamp is more than five minutes away from our clock.",
    "wrong": "The signature does not fit the body, the id and the timestamp.",
}
Answering = Callable[[HttpRequest, Actor, Endpoint], HttpResponse]


class Unreadable(ValueError):
    """The body is not what is asked for; the message says what to send."""


def _with_token(view: Answering) -> Callable[[HttpRequest], HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        found = endpoint_by_token(token.strip()) if kind.lower() == "bearer" else None
        if found is None:
            refused = _error(401, "Send the endpoint's token: Authorization: Bearer clf_…")
            refused["WWW-Authenticate"] = "Bearer"
            return refused
        actor, endpoint = found
        with acting(actor):
            return view(request, actor, endpoint)

    return answered


@csrf_exempt
@require_safe
@never_cache
@_with_token
def feed(request: HttpRequest, actor: Actor, endpoint: Endpoint) -> HttpResponse:
    """Entries after a cursor, in order; ``cursor`` is where to go on, ``more`` whether to go on at once."""
    try:
        after, limit = _number(request, "after", 0, 2**62), _number(request, "limit", PAGE, MOST)
    except Unreadable as error:
        return _error(400, str(error))
    entries = feed_after(actor, after, limit + 1)
    more, entries = len(entries) > limit, entries[:limit]
    last = entries[-1].position if entries else after
    return JsonResponse({"entries": rendered(actor, entries), "cursor": str(last), "more": more})


@csrf_exempt
@require_POST
@never_cache
@_with_token
def acknowledge(request: HttpRequest, actor: Actor, endpoint: Endpoint) -> HttpResponse:
    """Take a signed acknowledgement or attestation: ``{"received": [ids], "attested": {"deleted": [ids], …}}``."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        said = _said(request.body)
        counts = accept_acknowledgement(
            actor=actor, now=timezone.now(), endpoint=endpoint, headers=headers, body=request.body, said=said
        )
    except BadSignature as error:
        return _error(403, SIGNATURES[error.code])
    except Unreadable as error:
        return _error(400, str(error))
    except Http404:
        return _error(404, "One of these obligations is not yours: take the ids from your feed.")
    return JsonResponse({"acknowledged": counts[0], "attested": counts[1]})


def _said(body: bytes) -> Acknowledgement:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The body must be JSON.") from error
    if not isinstance(value, dict) or not set(value) <= {"received", "attested"}:
        raise Unreadable('Send an object with "received", "attested" or both.')
    attested = value.get("attested", {})
    if not isinstance(attested, dict) or not set(attested) <= set(ANSWERS):
        raise Unreadable(f'"attested" is an object; its names are: {", ".join(ANSWERS)}.')
    said = Acknowledgement(
        _ids(value.get("received", [])), {answer: _ids(ids) for answer, ids in sorted(attested.items())}
    )
    if not 0 < len(said.received) + sum(map(len, said.attested.values())) <= MOST:
        raise Unreadable("Name between 1 and 1,000 obligations.")
    return said


def _ids(value: Any) -> list[UUID]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unreadable("Obligations are a list of ids, as the feed gives them.")
    try:
        return [UUID(each) for each in value]
    except ValueError as error:
        raise Unreadable("Obligations are a list of ids, as the feed gives them.") from error


def _number(request: HttpRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= most):
        raise Unreadable(f'"{name}" is a whole number, at most {most}; leave it out to begin at the beginning.')
    return max(int(text), 1) if name == "limit" else int(text)


def _error(status: int, words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
