"""How much happened week by week: a page of its own, and a panel that the home page fetches."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from orgs.queries import contact_times


@login_required
@require_safe
def contact_weeks(request: ActingRequest) -> HttpResponse:
    """The contacts of the last 12 weeks."""
    weeks = contact_times.contact_weeks(request.actor, timezone.localdate())
    shown = {"weeks": weeks, "theirs": sum(week.theirs for week in weeks), "ours": sum(week.ours for week in weeks)}
    return render(request, "orgs/_contact_weeks.html" if request.htmx else "orgs/contact_weeks.html", shown)
