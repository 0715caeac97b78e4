"""Contributions of the acting organization: answering, refusing, ending, the list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs.queries.segments import segment_list
from sharing import policies
from sharing.actions.grants import create_grant, refuse_grant, revoke_grant
from sharing.actions.refusals import Refused
from sharing.forms.grants import GrantForm
from sharing.queries.agreements import accepted_organizations
from sharing.queries.campaigns import get_campaign
from sharing.queries.grants import contributions, grants, live_grant, open_campaigns, request_of

PER_PAGE = 20


@login_required
@require_safe
def grant_list(request: ActingRequest) -> HttpResponse:
    """What the organization contributes, and which campaigns wait for its answer."""
    actor = request.actor
    if not policies.can_read_grants(actor):
        raise PermissionDenied
    today = timezone.now().date()
    page = Paginator(grants(actor), PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": contributions(actor, list(page.object_list), today),
        "waiting": open_campaigns(actor, today),
    }
    return render(request, "sharing/grant_list.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def grant_create(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Answer a campaign: contribute a segment, or refuse."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_create_grant(actor, campaign):
        raise PermissionDenied
    segments = list(segment_list(actor))
    form = GrantForm(request.POST or None, segments=segments, agreement=campaign.agreement, last_day=campaign.ends_on)
    if form.is_valid():
        cleaned = dict(form.cleaned_data)
        segment_id = cleaned.pop("segment")
        try:
            create_grant(actor=actor, now=timezone.now(), campaign_id=campaign_id, segment_id=segment_id, **cleaned)
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, _("Thank you. You can end this at any time."))
            return redirect("sharing:grant-list")
    shown = {
        "campaign": campaign,
        "form": form,
        "segments": segments,
        "accepted": actor.organization_id in accepted_organizations(actor, campaign.agreement),
        "grant": live_grant(actor, campaign),
        "asked": request_of(actor, campaign),
        "today": timezone.now().date(),
    }
    return render(request, "sharing/grant_create.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def grant_refuse(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Decline."""
    try:
        refuse_grant(actor=request.actor, now=timezone.now(), campaign_id=campaign_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, _("Declined. You can still contribute later."))
    return redirect("sharing:grant-list")


@login_required
@require_POST
def grant_revoke(request: ActingRequest, grant_id: int) -> HttpResponse:
    """End a contribution at once."""
    revoke_grant(actor=request.actor, now=timezone.now(), grant_id=grant_id)
    messages.success(request, _("Ended. Nobody more is taken from your list, and your call list for it is closed."))
    return redirect("sharing:grant-list")
