"""What was taken off one person's record, and putting back what was removed, there or from everybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs.actions.person_facts import CannotReturn, read_removed_facts
from orgs.actions.removals import undo_removal
from orgs.models import Removal
from orgs.views.ways_back import way_back

WHY_NOT = {
    "known": gettext_lazy("It stays removed: somebody of the same first name has this address or number now."),
    "overlap": gettext_lazy("It stays removed: they have this role in a part of that time already."),
    "many": gettext_lazy("It stays removed: there are as many as one person may have. Remove another one first."),
}


@login_required
@require_safe
def person_removed(request: ActingRequest, person_id: int) -> HttpResponse:
    """What was taken off the person's record in the last 30 days."""
    person, kept = read_removed_facts(actor=request.actor, now=timezone.now(), person_id=person_id)
    return render(request, "orgs/person_removed.html", {"person": person, "kept": kept})


@login_required
@require_POST
def removal_undo(request: ActingRequest, removal_id: int) -> HttpResponse:
    """Put back what was removed."""
    try:
        removal = undo_removal(actor=request.actor, now=timezone.now(), removal_id=removal_id)
    except CannotReturn as refused:
        messages.error(request, WHY_NOT[refused.reason])
        return redirect(way_back(request, reverse("orgs:person-list")))
    if removal.kind == Removal.Kind.PERSON:
        messages.success(request, _("Put back."))
        return redirect(way_back(request, reverse("orgs:person-list")))
    messages.success(request, _("Put back, on everybody who is still on your list."))
    return redirect("orgs:tag-list" if removal.kind in ("tag", "merged") else "orgs:unused-list")
