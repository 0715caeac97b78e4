"""Lists put together by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import long_page
from orgs import policies
from orgs.actions.people_lists import ListRefused, delete_list, join_list, leave_list, save_list
from orgs.queries.people_lists import get_list, list_members, people_lists

PER_PAGE = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_list(request: ActingRequest) -> HttpResponse:
    """The lists, and a field for a new one."""
    if not policies.can_read_people(request.actor):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        try:
            made = save_list(actor=request.actor, now=timezone.now(), name=request.POST.get("name", ""))
        except ListRefused as refused:
            problem = _problem(refused)
        else:
            return redirect("orgs:list-detail", made.pk)
    page = long_page(people_lists(request.actor), request.GET.get("page"), PER_PAGE)
    shown = {"page": page, "problem": problem, "can_edit": policies.can_edit_lists(request.actor)}
    return render(request, "orgs/list_list.html", shown, status=422 if problem else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_detail(request: ActingRequest, list_id: int) -> HttpResponse:
    """Who is on a list; its name can be changed."""
    actor = request.actor
    if not policies.can_read_people(actor):
        raise PermissionDenied
    people_list, problem = get_list(actor, list_id), ""
    if request.method == "POST":
        try:
            save_list(actor=actor, now=timezone.now(), name=request.POST.get("name", ""), list_id=list_id)
        except ListRefused as refused:
            problem = _problem(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("orgs:list-detail", list_id)
    page = long_page(list_members(actor, people_list), request.GET.get("page"), PER_PAGE)
    shown = {"list": people_list, "page": page, "problem": problem, "can_edit": policies.can_edit_lists(actor),
             "can_export": policies.can_export_people(actor)}  # fmt: skip
    return render(request, "orgs/list_detail.html", shown, status=422 if problem else 200)


@login_required
@require_POST
def list_delete(request: ActingRequest, list_id: int) -> HttpResponse:
    """Delete a list; the people stay."""
    delete_list(actor=request.actor, now=timezone.now(), list_id=list_id)
    messages.success(request, _("The list was deleted. The people stay."))
    return redirect("orgs:list-list")


@login_required
@require_POST
def list_join(request: ActingRequest, person_id: int) -> HttpResponse:
    """Put a person on a list."""
    chosen = request.POST.get("list", "")
    if not policies.can_edit_lists(request.actor):
        raise PermissionDenied
    if not (chosen.isdecimal() and len(chosen) < 19):
        messages.error(request, _("Choose a list first."))
    else:
        join_list(actor=request.actor, now=timezone.now(), person_id=person_id, list_id=int(chosen))
        messages.success(request, _("Saved."))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def list_leave(request: ActingRequest, person_id: int, list_id: int) -> HttpResponse:
    """Take a person off a list."""
    leave_list(actor=request.actor, now=timezone.now(), person_id=person_id, list_id=list_id)
    messages.success(request, _("They are no longer on this list."))
    if request.POST.get("back") == "list":
        return redirect("orgs:list-detail", list_id)
    return redirect("orgs:person-detail", person_id)


def _problem(refused: ListRefused) -> str:
    if refused.code == "taken":
        return _("A list of this name exists. Choose another name.")
    return _("Enter a name for the list.")
