"""The people table: filtered, sorted, with columns of choice."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import long_page
from orgs import policies
from orgs.queries.people_filter import people_found, people_list
from orgs.queries.people_table import available_columns, table_rows
from orgs.queries.saved_views import saved_views
from orgs.rules.people_columns import heading, with_order
from orgs.views.finding import asked, asking_a_segment, columns_of, towns
from orgs.views.people_counts import counts_page

PER_PAGE = 50
VIEWS_SHOWN = 6


@login_required
@require_safe
@asking_a_segment
def person_list(request: ActingRequest) -> HttpResponse:
    """The organization's people, searched, filtered and sorted by the URL."""
    actor = request.actor
    if not policies.can_read_people(actor):
        if policies.can_read_aggregates(actor):
            return counts_page(request)
        raise PermissionDenied
    ask = asked(actor, request.GET)
    contacts = policies.can_read_contact_points(actor)
    people = people_list(actor, ask.wanted, contacts=contacts, sort=ask.sort)
    counted = people if ask.sort.endswith("engagement") else people_found(actor, ask.wanted, contacts=contacts)
    page = long_page(people, request.GET.get("page"), PER_PAGE, counted)
    available = available_columns(actor)
    codes = columns_of(actor, ask, available)
    shown = {
        "ask": ask, "form": ask.form, "page": page, "segment": ask.wanted.segment, "filtered": ask.filtered,
        "contacts": contacts, "rows": table_rows(actor, list(page), codes), "towns": towns(actor),
        "columns": with_order(codes, available, ask.sort), "name_column": heading("name", "", ask.sort),
        "available": [(code, label, code in codes) for code, label in available.items()],
        "can_edit": policies.can_edit_people(actor), "can_import": policies.can_import(actor),
        "can_log": policies.can_log_interactions(actor), "can_save": policies.can_save_views(actor),
        "can_change_many": policies.can_change_many(actor), "can_export": policies.can_export_people(actor),
        "views": list(saved_views(actor)[:VIEWS_SHOWN]) if policies.can_save_views(actor) else [],
    }  # fmt: skip
    return render(request, "orgs/person_list.html", shown)
