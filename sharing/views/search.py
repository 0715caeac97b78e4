"""Campaigns by name, as a panel of the search page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from sharing.policies import can_read_campaigns
from sharing.queries.campaigns import campaigns

MOST = 5


@login_required
@require_safe
def campaign_find(request: ActingRequest) -> HttpResponse:
    """The first campaigns whose name contains the words; nothing for those who see no campaigns."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    found = campaigns(request.actor).filter(name__icontains=words)[:MOST] if words else []
    seen = found if can_read_campaigns(request.actor) else []
    return render(request, "sharing/_campaigns_found.html", {"campaigns": seen})
