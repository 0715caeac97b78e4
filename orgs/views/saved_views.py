"""Saved views of the people table, and its columns."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.saved_views import (
    ViewRefused,
    choose_columns,
    delete_view,
    open_view,
    save_view,
    share_view,
)
from orgs.queries.people_table import available_columns
from orgs.queries.saved_views import saved_views
from orgs.views.finding import asked, columns_of, parameters


@login_required
@require_safe
def view_list(request: ActingRequest) -> HttpResponse:
    """The views one may open: one's own and the shared ones."""
    if not policies.can_save_views(request.actor):
        raise PermissionDenied
    return render(request, "orgs/view_list.html", {"views": saved_views(request.actor)[:500]})


@login_required
@require_POST
def view_save(request: ActingRequest) -> HttpResponse:
    """Keep the table as it is shown, under a name."""
    actor = request.actor
    if not policies.can_save_views(actor):
        raise PermissionDenied
    ask = asked(actor, parameters(request.POST.get("filters", "")))
    try:
        view = save_view(
            actor=actor, now=timezone.now(), name=request.POST.get("name", ""), shared="shared" in request.POST,
            filters=ask.form.kept, columns=columns_of(actor, ask, available_columns(actor)), sort=ask.form.order,
        )  # fmt: skip
    except ViewRefused:
        messages.error(request, _("Give the view a name: write it in the field, then save again."))
        return redirect(f"{reverse('orgs:person-list')}?{ask.address}")
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect("orgs:view-open", view.pk)


@login_required
@require_safe
def view_open(request: ActingRequest, view_id: int) -> HttpResponse:
    """Go to the table as the view has it; it stands first next time."""
    view = open_view(actor=request.actor, now=timezone.now(), view_id=view_id)
    sort = {"sort": view.sort} if view.sort else {}
    return redirect(f"{reverse('orgs:person-list')}?{urlencode({'view': view.pk} | view.filters | sort)}")


@login_required
@require_POST
def view_share(request: ActingRequest, view_id: int) -> HttpResponse:
    """Share a view, or keep it for oneself."""
    share_view(actor=request.actor, now=timezone.now(), view_id=view_id, shared=request.POST.get("shared") == "1")
    messages.success(request, _("Saved."))
    return redirect("orgs:view-list")


@login_required
@require_POST
def view_delete(request: ActingRequest, view_id: int) -> HttpResponse:
    """Delete a view."""
    delete_view(actor=request.actor, now=timezone.now(), view_id=view_id)
    messages.success(request, _("The view was deleted. The people stay."))
    return redirect("orgs:view-list")


@login_required
@require_POST
def columns_choose(request: ActingRequest) -> HttpResponse:
    """Choose the columns of the people table."""
    choose_columns(actor=request.actor, now=timezone.now(), columns=request.POST.getlist("column"))
    ask = asked(request.actor, parameters(request.POST.get("filters", "")))
    # The columns of a saved view are its own: whoever chooses others leaves it.
    kept = parameters(ask.address).copy()
    kept.pop("view", None)
    return redirect(f"{reverse('orgs:person-list')}?{kept.urlencode()}")
