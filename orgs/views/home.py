"""Home: what waits for this role, and the figures of the own list."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import COUNTED
from coalition.platform.tenancy import Actor
from orgs import policies
from orgs.queries.access import open_glass
from orgs.queries.asks import waiting_asks
from orgs.queries.first_week import first_week
from orgs.queries.giving_totals import given_this_year
from orgs.queries.home import own_figures as count_figures
from orgs.queries.home import people_at_once
from orgs.queries.home import waiting as what_waits
from orgs.queries.tasks import ON_HOME, my_tasks, shown

# Who may call is decided a floor above; this is only who is shown the way there.
CALLERS = frozenset({"admin", "organizer", "volunteer"})


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The task list by role."""
    actor = cast(ActingRequest, request).actor
    people = people_at_once(actor) if policies.can_read_aggregates(actor) else None
    at_once = people is not None and people <= COUNTED
    has_tasks = policies.can_read_tasks(actor)
    told = {
        "week": first_week(actor, people) if people is not None else None,
        "people": people,
        "at_once": at_once,
        **(_figures(actor) if at_once else {}),
        "waiting": what_waits(actor, people, timezone.localdate()) if people is not None else None,
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


@login_required
@require_safe
def own_figures(request: HttpRequest) -> HttpResponse:
    """The figures of the own list: a page of its own, and a panel that the home page of a long list fetches."""
    actor = cast(ActingRequest, request).actor
    if not policies.can_read_aggregates(actor):
        raise PermissionDenied
    template = "orgs/_own_figures.html" if cast(ActingRequest, request).htmx else "orgs/own_figures.html"
    return render(request, template, _figures(actor))


def _figures(actor: Actor) -> dict[str, object]:
    today, amounts = timezone.localdate(), policies.can_read_amounts(actor)
    return {
        "figures": count_figures(actor),
        "given": given_this_year(actor, today) if amounts else None,
        "asks": waiting_asks(actor, today) if amounts else None,
    }
