"""Who can introduce us to a person, and what they seem to care about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.inferred_interests import confirm_interest, dismiss_interest
from orgs.actions.network import find_introductions


@login_required
@require_safe
def introduction_list(request: ActingRequest, person_id: int) -> HttpResponse:
    """The shortest ways to a person through people we know."""
    found = find_introductions(actor=request.actor, now=timezone.now(), person_id=person_id)
    shown = {
        "person": found.person,
        "ways": found.ways,
        "closeness": found.closeness,
        "can_change": policies.can_change_relationships(request.actor),
    }
    return render(request, "orgs/introduction_list.html", shown)


@login_required
@require_POST
def interest_confirm(request: ActingRequest, person_id: int, inferred_id: int) -> HttpResponse:
    """What they seemed to care about, they do."""
    name = confirm_interest(actor=request.actor, now=timezone.now(), person_id=person_id, inferred_id=inferred_id)
    messages.success(request, _("%(topic)s is noted as an interest.") % {"topic": name})
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def interest_dismiss(request: ActingRequest, person_id: int, inferred_id: int) -> HttpResponse:
    """It is not so."""
    name = dismiss_interest(actor=request.actor, now=timezone.now(), person_id=person_id, inferred_id=inferred_id)
    messages.success(request, _("%(topic)s is not offered for this person again.") % {"topic": name})
    return redirect("orgs:person-detail", person_id)
