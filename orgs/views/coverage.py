"""Coverage: what journalists wrote, found again."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.forms.interactions import CoverageForm
from orgs.queries.coverage import CoverageFilter, coverage_page, covered_topics, outlets
from orgs.queries.coverage_counts import count_coverage
from orgs.queries.people_filter import PeopleFilter, people_list

FOUND_MOST = 10


@login_required
@require_safe
def coverage_list(request: ActingRequest) -> HttpResponse:
    """Articles and posts, filtered by the URL; and the way to the journalist whose article is to be added."""
    actor = request.actor
    if not policies.can_read_people(actor):
        raise PermissionDenied
    form = CoverageForm(request.GET, outlets=outlets(actor), topics=covered_topics(actor))
    valid = form.is_valid()
    wanted = CoverageFilter(**form.cleaned_data) if valid else CoverageFilter()
    lines, older = coverage_page(actor, wanted, request.GET.get("before", ""))
    can_log, journalist = policies.can_log_interactions(actor), request.GET.get("journalist", "")[:200]
    found = people_list(actor, PeopleFilter(q=journalist), contacts=False)[:FOUND_MOST] if journalist else []
    shown = {
        "form": form, "lines": lines, "older": older, "counts": count_coverage(actor, wanted, timezone.localdate()),
        "filtered": not valid or wanted != CoverageFilter(), "can_log": can_log, "journalist": journalist,
        "found": list(found),
    }  # fmt: skip
    return render(request, "orgs/coverage_list.html", shown, status=200 if valid else 422)
