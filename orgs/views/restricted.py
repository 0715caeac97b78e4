"""Restricted groups: the list, one with its people, and who a person's record is restricted to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.restricted import GroupRefused, delete_group, restrict_person, save_group, unrestrict_person
from orgs.forms.restricted import BY_ROLE, GroupForm
from orgs.models import RestrictedGroup
from orgs.queries.restricted import colleagues, get_group, group_rows, people_in, roles_of, sees_group

PER_PAGE = 50


@login_required
@require_safe
def restricted_list(request: ActingRequest) -> HttpResponse:
    """The groups, how many people are in each, who sees them, whom to ask."""
    _only_staff(request)
    shown = {"rows": group_rows(request.actor), "can_manage": policies.can_manage_restricted(request.actor)}
    return render(request, "orgs/restricted_list.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restricted_save(request: ActingRequest, group_id: int | None = None) -> HttpResponse:
    """Make a group, or change one that one sees."""
    actor = request.actor
    if not policies.can_manage_restricted(actor):
        raise PermissionDenied
    group = get_group(actor, group_id) if group_id is not None else None
    if group is not None and not sees_group(actor, group):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    initial = _entered(request, group) if group else {}
    form = GroupForm(data, colleagues=colleagues(actor), initial=initial)
    if data is not None and form.is_valid():
        try:
            saved = save_group(actor=actor, now=timezone.now(), facts=form.facts, group_id=group_id)
        except GroupRefused as refused:
            form.add_error(*_problem(refused))
        else:
            messages.success(request, _("Saved. It holds from everybody's next click on."))
            return redirect("orgs:restricted-detail", saved.pk)
    shown = {"form": form, "group": group}
    return render(request, "orgs/restricted_save.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def restricted_detail(request: ActingRequest, group_id: int) -> HttpResponse:
    """One group with the people in it, for those who see them."""
    _only_staff(request)
    group = get_group(request.actor, group_id)
    seen = sees_group(request.actor, group)
    page = Paginator(people_in(request.actor, group), PER_PAGE).get_page(request.GET.get("page")) if seen else None
    shown = {
        "group": group,
        "page": page,
        "roles": roles_of(request.actor, group),
        "can_manage": seen and policies.can_manage_restricted(request.actor),
        "can_keep": seen and policies.can_keep_group(request.actor, group),
    }
    return render(request, "orgs/restricted_detail.html", shown)


@login_required
@require_POST
def restricted_delete(request: ActingRequest, group_id: int) -> HttpResponse:
    """Delete a group that nobody is in."""
    try:
        delete_group(actor=request.actor, now=timezone.now(), group_id=group_id)
    except GroupRefused:
        messages.error(request, _("There are people in this group. Take them out first; then everybody sees them."))
        return redirect("orgs:restricted-detail", group_id)
    messages.success(request, _("Deleted."))
    return redirect("orgs:restricted-list")


@login_required
@require_POST
def person_restrict(request: ActingRequest, person_id: int) -> HttpResponse:
    """Put a person into a group."""
    _only_staff(request)
    group = request.POST.get("group", "")
    if not (group.isdecimal() and len(group) < 19):
        messages.error(request, _("Choose a group."))
        return redirect("orgs:person-turf", person_id)
    restrict_person(actor=request.actor, now=timezone.now(), person_id=person_id, group_id=int(group))
    messages.success(request, _("Only those who see the group see this record now."))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def person_unrestrict(request: ActingRequest, person_id: int) -> HttpResponse:
    """Take a person out of a group."""
    _only_staff(request)
    group = request.POST.get("group", "")
    if not (group.isdecimal() and len(group) < 19):
        messages.error(request, _("Choose a group."))
        return redirect("orgs:person-turf", person_id)
    unrestrict_person(actor=request.actor, now=timezone.now(), person_id=person_id, group_id=int(group))
    messages.success(request, _("Taken out of the group."))
    return redirect("orgs:person-turf", person_id)


def _entered(request: ActingRequest, group: RestrictedGroup) -> dict[str, object]:
    return {
        "name": group.name,
        "kind": group.kind,
        "keeper": str(group.keeper_id)
        if group.keeper_id
        else (BY_ROLE + group.keeper_role if group.keeper_role else ""),
        "includes_minors": group.includes_minors,
        "roles": list(roles_of(request.actor, group)),
    }


def _problem(refused: GroupRefused) -> tuple[str, str]:
    if refused.code == "name_taken":
        return "name", _("There is a group of this name already. Choose another name.")
    return "keeper", _("This colleague has no access any more. Choose somebody else.")


def _only_staff(request: ActingRequest) -> None:
    if not policies.can_restrict_people(request.actor):
        raise PermissionDenied
