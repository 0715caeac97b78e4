"""Search over everything, the keyboard, who looks at a record, and the first week."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.presence import note_presence
from orgs.actions.saved_views import close_first_week
from orgs.queries.presence import others_here
from orgs.queries.search import search as find


@login_required
@require_safe
def search(request: ActingRequest) -> HttpResponse:
    """People, segments, lists and tags by name; campaigns are a panel of a floor above."""
    if not policies.can_search(request.actor):
        raise PermissionDenied
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:200]
    found = find(request.actor, words) if words else None
    return render(request, "orgs/search.html", {"words": words, "found": found})


@login_required
@require_safe
def shortcut_list(request: ActingRequest) -> HttpResponse:
    """Which keys do what."""
    return render(request, "orgs/shortcut_list.html")


@login_required
@require_POST
def person_here(request: ActingRequest, person_id: int) -> HttpResponse:
    """Say that one looks at a person, and hear who else does."""
    now = timezone.now()
    note_presence(actor=request.actor, now=now, person_id=person_id)
    others = others_here(request.actor, person_id, now)
    return render(request, "orgs/_person_here.html", {"others": others})


@login_required
@require_POST
def first_week_close(request: ActingRequest) -> HttpResponse:
    """Put the path of the first week away."""
    close_first_week(actor=request.actor, now=timezone.now())
    return redirect("orgs:home")
