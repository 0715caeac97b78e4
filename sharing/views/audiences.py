"""Audiences: versions, one with its numbers, building, handing out; and the call lists they became."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from sharing import policies
from sharing.actions.audiences import build_audience
from sharing.actions.handing_out import hand_out_audience
from sharing.actions.refusals import Refused
from sharing.models import Audience
from sharing.queries.audiences import audiences, get_audience, own_part, whole
from sharing.queries.campaigns import get_campaign
from sharing.queries.progress import call_lists

BUSY = (Audience.State.QUEUED, Audience.State.BUILDING)


@login_required
@require_safe
def audience_list(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """The versions of a campaign's audience."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    shown = {
        "campaign": campaign,
        "audiences": list(audiences(actor, campaign)[:50]),
        "can_build": policies.can_build_audience(actor, campaign),
    }
    return render(request, "sharing/audience_list.html", shown)


@login_required
@require_POST
def audience_build(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Have the next version built."""
    try:
        audience = build_audience(actor=request.actor, now=timezone.now(), campaign_id=campaign_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("sharing:campaign-organizations", campaign_id)
    return redirect("sharing:audience-detail", campaign_id, audience.pk)


@login_required
@require_safe
@never_cache
def audience_detail(request: ActingRequest, campaign_id: int, audience_id: int) -> HttpResponse:
    """Who is in, who is left out and why: released for the coordinator, one's own part exactly for a member."""
    actor = request.actor
    audience = get_audience(actor, audience_id, campaign_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    shown = {"campaign": audience.campaign, "audience": audience, "busy": audience.state in BUSY}
    if actor.organization_id is not None:
        shown["part"] = own_part(actor, audience, request.hat.name)
        return render(request, "sharing/audience_member.html", shown)
    shown["whole"] = whole(actor, audience)
    shown["can_hand_out"] = policies.can_hand_out_audience(actor, audience.campaign)
    return render(request, "sharing/audience_detail.html", shown)


@login_required
@require_safe
@never_cache
def audience_progress(request: ActingRequest, campaign_id: int, audience_id: int) -> HttpResponse:
    """How far the building is; when it is over, the page that asks loads itself again."""
    actor = request.actor
    audience = get_audience(actor, audience_id, campaign_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    shown = {"campaign": audience.campaign, "audience": audience}
    response = render(request, "sharing/_audience_progress.html", shown)
    if audience.state not in BUSY:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def audience_hand_out(request: ActingRequest, campaign_id: int, audience_id: int) -> HttpResponse:
    """Make the call lists."""
    actor = request.actor
    audience = get_audience(actor, audience_id, campaign_id)
    try:
        made = hand_out_audience(actor=actor, now=timezone.now(), audience_id=audience.pk)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return redirect("sharing:audience-detail", campaign_id, audience_id)
    words = ngettext("One call list was handed out.", "%(count)s call lists were handed out.", made)
    messages.success(request, words % {"count": made})
    return redirect("sharing:call-lists", campaign_id)


@login_required
@require_safe
def call_list_progress(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """How far each list is: one's own exactly, or all of them as released numbers."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    shown = {"campaign": campaign, "lists": call_lists(actor, campaign), "title": _("Call lists")}
    return render(request, "sharing/call_lists.html", shown)
