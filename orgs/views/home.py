"""Home: what waits for this role, and the figures of the own list."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.queries.access import open_glass
from orgs.queries.asks import waiting_asks
from orgs.queries.first_week import first_week
from orgs.queries.giving_totals import given_this_year
from orgs.queries.home import own_figures
from orgs.queries.home import waiting as what_waits
from orgs.queries.tasks import ON_HOME, my_tasks, shown

# Who may call is decided a floor above; this is only who is shown the way there.
CALLERS = frozenset({"admin", "organizer", "volunteer"})


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The task list by role."""
    actor = cast(ActingRequest, request).actor
    figures = own_figures(actor) if policies.can_read_aggregates(actor) else None
    has_tasks = policies.can_read_tasks(actor)
    told = {
        "week": first_week(actor, figures.people) if figures else None,
        "figures": figures,
        "waiting": what_waits(actor, figures, timezone.localdate()) if figures else None,
        "given": given_this_year(actor, timezone.localdate()) if policies.can_read_amounts(actor) else None,
        "asks": waiting_asks(actor, timezone.localdate()) if policies.can_read_amounts(actor) else None,
        "has_tasks": has_tasks,
        "next_tasks": shown(actor, list(my_tasks(actor)[:ON_HOME])) if has_tasks else [],
        "glass": list(open_glass(actor)) if policies.can_break_glass(actor) else [],
        "today": timezone.localdate(),
        "can_import": policies.can_import(actor),
        "can_edit": policies.can_edit_people(actor),
        "can_call": actor.role in CALLERS,
        "can_manage_members": policies.can_manage_members(actor),
    }
    return render(request, "orgs/home.html", told)
