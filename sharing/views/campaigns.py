"""Campaigns: the list, a new one, the dashboard, the organizations' answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from sharing import policies
from sharing.actions.campaigns import create_campaign, request_grants
from sharing.actions.refusals import Refused
from sharing.forms.campaigns import CampaignForm
from sharing.queries.agreements import current_agreement
from sharing.queries.campaigns import answers, campaigns, get_campaign, tally
from sharing.queries.dashboards import coordinator_dashboard, member_dashboard, overview

PER_PAGE = 20


@login_required
@require_safe
def campaign_list(request: ActingRequest) -> HttpResponse:
    """The campaigns of the actor's coalitions: goal, pace, organizations."""
    actor = request.actor
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    page = Paginator(campaigns(actor), PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": overview(actor, list(page.object_list), timezone.now().date()),
        "can_create": policies.can_create_campaign(actor),
        "agreement": current_agreement(actor, actor.coalition_id) if actor.coalition_id is not None else None,
    }
    return render(request, "sharing/campaign_list.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_create(request: ActingRequest) -> HttpResponse:
    """Start a campaign under the coalition's current agreement."""
    actor = request.actor
    if not policies.can_create_campaign(actor) or actor.coalition_id is None:
        raise PermissionDenied
    agreement = current_agreement(actor, actor.coalition_id)
    if agreement is None:
        return render(request, "sharing/campaign_create.html", {"agreement": None})
    form = CampaignForm(request.POST or None, agreement=agreement)
    if form.is_valid():
        try:
            campaign = create_campaign(actor=actor, now=timezone.now(), plan=form.plan())
        except Refused as refused:
            form.add_error("name" if refused.code == "name_taken" else None, str(refused.words))
        else:
            messages.success(request, _("The campaign is open. Ask the organizations to contribute."))
            return redirect("sharing:campaign-detail", campaign.pk)
    shown = {"form": form, "agreement": agreement}
    return render(request, "sharing/campaign_create.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def campaign_detail(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """The dashboard: everything released for the coordinator, a member's own part exactly for the member."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_read_campaigns(actor):
        raise PermissionDenied
    today = timezone.now().date()
    if actor.organization_id is None:
        shown = {"campaign": campaign, "board": coordinator_dashboard(actor, campaign, today)}
        return render(request, "sharing/campaign_detail.html", shown)
    shown = {
        "campaign": campaign,
        "board": member_dashboard(actor, campaign, today),
        "can_answer": policies.can_create_grant(actor, campaign),
    }
    return render(request, "sharing/campaign_member.html", shown)


@login_required
@require_safe
def campaign_organizations(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """What each organization answered; the coordinator can ask those who have not."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_request_grants(actor, campaign):
        raise PermissionDenied
    found = answers(actor, campaign, timezone.now().date())
    shown = {"campaign": campaign, "answers": found, "tally": tally(found)}
    return render(request, "sharing/campaign_organizations.html", shown)


@login_required
@require_POST
def grants_request(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Mail everybody who has not answered."""
    try:
        asked = request_grants(actor=request.actor, now=timezone.now(), campaign_id=campaign_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        words = ngettext("One organization was asked by mail.", "%(count)s organizations were asked by mail.", asked)
        messages.success(request, words % {"count": asked})
    return redirect("sharing:campaign-organizations", campaign_id)
