"""Who acts in this request: the Actor, and the database scope for as long as the request runs."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from audit.log.actions import record_denied
from coalition.platform.tenancy import NOBODY, Actor, acting
from consent.ledger.actions.journal import JournalUnavailable
from orgs import policies
from orgs.forms.restricted import AskForm, GlassForm
from orgs.queries.access import closed_record
from orgs.queries.actors import Hat, actor_for, choose, hats_of
from orgs.queries.visible import RestrictedRecord

SESSION_KEY = "acting"


class ActorMiddleware:
    """Set ``request.actor`` and ``request.hats``; run the view inside the actor's scope and time zone.

    Memberships are read anew for every request, so a deactivated one defeats the next request of every session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hats, actor = _wear(request)
        request.hats, request.hat, request.actor = hats[0], hats[1], actor  # type: ignore[attr-defined]
        zone = hats[1].time_zone if hats[1] else None
        with acting(actor), timezone.override(zone):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Record a refusal; say so when a no could not be made safe. The view's own transaction is rolled back."""
        if isinstance(exception, JournalUnavailable):
            return render(request, "503.html", status=503)
        if isinstance(exception, RestrictedRecord):
            return _restricted(request, request.actor, exception.person_id)  # type: ignore[attr-defined]
        if isinstance(exception, PermissionDenied):
            route = request.resolver_match.view_name if request.resolver_match else ""
            record_denied(
                actor=request.actor,  # type: ignore[attr-defined]
                reason="role",
                object_type="route",
                object_ref=route,
            )
        return None


def _restricted(request: HttpRequest, actor: Actor, person_id: int) -> HttpResponse:
    """Instead of any page about a closed record: that it exists, whom to ask, and a way to ask. Never the name."""
    record_denied(actor=actor, reason="restricted", object_type="constituent")
    with transaction.atomic():
        record = closed_record(actor, person_id)
        shown = {
            "record": record,
            "ask": AskForm() if record.asked is None and policies.can_ask_access(actor) else None,
            "glass": GlassForm(auto_id="glass-%s")
            if record.glass is None and policies.can_break_glass(actor)
            else None,
        }
        return render(request, "orgs/restricted_record.html", shown, status=403)


def _wear(request: HttpRequest) -> tuple[tuple[list[Hat], Hat | None], Actor]:
    if not request.user.is_authenticated:
        return ([], None), NOBODY
    hats = hats_of(request.user.pk)
    hat = choose(hats, request.session.get(SESSION_KEY))
    return (hats, hat), actor_for(request.user.pk, hat)
