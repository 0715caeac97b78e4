"""What is collected and not used, and taking it away in one step."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.facts_removed import FactInUse, collect_again, remove_fact
from orgs.queries.removals import FROM_EVERYBODY, removals_of
from orgs.queries.unused import facts_to_collect_again, unused_facts, unused_fields, unused_tags
from orgs.rules.facts_collected import REMOVABLE

PER_PAGE = 50
SHOWN_REMOVALS = 50


@login_required
@require_safe
def unused_list(request: ActingRequest) -> HttpResponse:
    """Facts, custom fields and tags without use for a year, and what was removed and can be put back."""
    actor, now = request.actor, timezone.now()
    if not policies.can_manage_fields(actor):
        raise PermissionDenied
    tags = Paginator(unused_tags(actor, now), PER_PAGE).get_page(request.GET.get("page"))
    removed = list(removals_of(actor, now, FROM_EVERYBODY)[:SHOWN_REMOVALS])
    for removal in removed:
        removal.name = str(REMOVABLE.get(removal.name, removal.name)) if removal.kind == "fact" else removal.name
    facts, fields = unused_facts(actor, now), unused_fields(actor, now)
    shown = {
        "facts": facts,
        "fields": fields,
        "page": tags,
        "removed": removed,
        "again": facts_to_collect_again(actor, now),
        "nothing": not (facts or fields or tags.object_list),
    }
    return render(request, "orgs/unused_list.html", shown)


@login_required
@require_POST
def fact_remove(request: ActingRequest, fact: str) -> HttpResponse:
    """Empty a fact for everybody; it can be undone for 30 days."""
    try:
        remove_fact(actor=request.actor, now=timezone.now(), fact=fact)
    except FactInUse as used:
        words = _("Segments ask for it: %(names)s. Change them first.")
        messages.error(request, words % {"names": ", ".join(used.names)})
    else:
        words = _("Removed from everybody; no form asks for it any more. Below it can be undone for 30 days.")
        messages.success(request, words)
    return redirect("orgs:unused-list")


@login_required
@require_POST
def fact_collect(request: ActingRequest, fact: str) -> HttpResponse:
    """Ask for a fact again that was removed."""
    collect_again(actor=request.actor, now=timezone.now(), fact=fact)
    messages.success(request, _("Forms and imports ask for it again."))
    return redirect("orgs:unused-list")
