"""Where the organization's own system listens."""

from collections.abc import Callable
from datetime import datetime, time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from consent.propagation import policies
from consent.propagation.actions import deliveries, endpoints
from consent.propagation.actions.refusals import Refused
from consent.propagation.forms.webhooks import EndpointForm, ReplayForm
from consent.propagation.models import Delivery
from consent.propagation.queries.endpoints import delivery_list, endpoint_list, get_endpoint
from consent.propagation.rules.words import PROBLEMS, STATES, TOPICS

PER_PAGE = 25


@login_required
@require_safe
def webhook_list(request: ActingRequest) -> HttpResponse:
    """Every endpoint, switched-off ones last."""
    _only_admins(request)
    return render(request, "propagation/webhook_list.html", {"endpoints": endpoint_list(request.actor)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def webhook_add(request: ActingRequest) -> HttpResponse:
    """Connect a system; its secret and token are shown in the answer, and never again."""
    _only_admins(request)
    form = EndpointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = endpoints.add_endpoint(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("public_key" if refused.code == "key" else "url", str(refused.words))
        else:
            return _shown_once(request, made)
    return render(request, "propagation/webhook_add.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def webhook_detail(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint and what goes to it."""
    _only_admins(request)
    endpoint = get_endpoint(request.actor, endpoint_id)
    state = request.GET.get("state", "")
    wanted = delivery_list(request.actor, endpoint, state if state in STATES else "")
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    shown = {
        "endpoint": endpoint,
        "page": page,
        "rows": [_row(delivery) for delivery in page.object_list],
        "states": list(STATES.items()),
        "state": state,
        "replay": ReplayForm(),
        "feed_url": settings.BASE_URL + reverse("propagation:feed"),
        "overlap": endpoint.previous_until if endpoint.previous_until and endpoint.previous_until > now else None,
    }
    return render(request, "propagation/webhook_detail.html", shown)


@login_required
@require_POST
def webhook_test(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """Send a test."""
    try:
        endpoints.try_endpoint(actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, _("A test is on its way. Reload this page in a moment to see what came of it."))
    return redirect("propagation:webhook-detail", endpoint_id)


@login_required
@require_POST
@never_cache
def webhook_rotate(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """A new secret, shown once."""
    try:
        made = endpoints.rotate_secret(actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("propagation:webhook-detail", endpoint_id)
    return _shown_once(request, made)


@login_required
@require_POST
@never_cache
def webhook_token(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """A new token for the feed, shown once."""
    try:
        made = endpoints.renew_token(actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("propagation:webhook-detail", endpoint_id)
    return _shown_once(request, made)


@login_required
@require_POST
def webhook_pause(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """Let what is due wait."""
    done = _("It is paused. What is due waits here until you resume it.")
    return _turn(request, endpoint_id, endpoints.pause_endpoint, done)


@login_required
@require_POST
def webhook_resume(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """Send again, first what waited."""
    done = _("It is on again. What waited is being sent now.")
    return _turn(request, endpoint_id, endpoints.resume_endpoint, done)


@login_required
@require_POST
def webhook_off(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """Send nothing more there."""
    endpoints.switch_off_endpoint(actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id)
    messages.success(request, _("It is switched off: nothing more is sent there, and its token has ended."))
    return redirect("propagation:webhook-list")


@login_required
@require_POST
def webhook_replay(request: ActingRequest, endpoint_id: int) -> HttpResponse:
    """Send everything again since a day."""
    _only_admins(request)
    form = ReplayForm(request.POST)
    if form.is_valid():
        since = timezone.make_aware(datetime.combine(form.cleaned_data["since"], time.min))
        try:
            count = deliveries.replay_since(
                actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id, since=since
            )
        except Refused as refused:
            messages.error(request, str(refused.words))
        else:
            words = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
            messages.success(request, words % {"count": count})
    else:
        get_endpoint(request.actor, endpoint_id)
        messages.error(request, str(form.errors["since"][0]))
    return redirect("propagation:webhook-detail", endpoint_id)


@login_required
@require_POST
def delivery_replay(request: ActingRequest, delivery_id: int) -> HttpResponse:
    """Send one delivery again."""
    _only_admins(request)
    try:
        endpoint = deliveries.replay_delivery(actor=request.actor, now=timezone.now(), delivery_id=delivery_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("propagation:webhook-list")
    messages.success(request, _("It is sent again."))
    return redirect("propagation:webhook-detail", endpoint.pk)


def _turn(request: ActingRequest, endpoint_id: int, action: Callable[..., None], done: str) -> HttpResponse:
    try:
        action(actor=request.actor, now=timezone.now(), endpoint_id=endpoint_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, done)
    return redirect("propagation:webhook-detail", endpoint_id)


def _row(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery": delivery,
        "topic": TOPICS.get(delivery.entry.topic, delivery.entry.topic),
        "state": STATES[delivery.state],
        "problem": PROBLEMS.get(delivery.problem, delivery.problem),
    }


def _shown_once(request: ActingRequest, made: endpoints.Secrets) -> HttpResponse:
    return render(request, "propagation/webhook_secret.html", {"made": made})


def _only_admins(request: ActingRequest) -> None:
    if not policies.can_manage_endpoints(request.actor):
        raise PermissionDenied
