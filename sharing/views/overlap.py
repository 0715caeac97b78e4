"""The overlap of a campaign's lists: page and CSV, released numbers only."""

import io

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import write_csv
from sharing import policies
from sharing.actions.exports import export_overlap
from sharing.queries.campaigns import answers, get_campaign, tally
from sharing.queries.dashboards import overlap_charts
from sharing.queries.overlap import Count, overlap


@login_required
@require_safe
def overlap_detail(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """Pairs, largest groups, and the same as a table."""
    actor = request.actor
    campaign = get_campaign(actor, campaign_id)
    if not policies.can_read_overlap(actor, campaign):
        raise PermissionDenied
    shown = {
        "campaign": campaign,
        "charts": overlap_charts(overlap(actor, campaign)),
        "tally": tally(answers(actor, campaign, timezone.now().date())),
        "threshold": campaign.agreement.count_threshold,
    }
    return render(request, "sharing/overlap.html", shown)


@login_required
@require_safe
def overlap_export(request: ActingRequest, campaign_id: int) -> HttpResponse:
    """The released numbers as CSV; recorded before the first byte."""
    found = export_overlap(actor=request.actor, now=timezone.now(), campaign_id=campaign_id)
    text = io.StringIO()
    rows = [[_("What"), _("Organizations"), _("About"), _("Give or take")]]
    if found is not None:
        rows += [_line(_("On this list"), count) for count in found.lists]
        rows += [_line(_("On both lists"), count) for count in found.pairs]
        rows += [_line(_("On exactly these lists"), count) for count in found.groups]
    write_csv(text, rows)
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="overlap-{campaign_id}.csv"'
    return response


def _line(what: str, count: Count) -> list[str]:
    names = " + ".join(organization.name for organization in count.organizations)
    return [what, names, _("hidden") if count.value is None else str(count.value), str(count.margin)]
