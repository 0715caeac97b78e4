"""What waits, as a panel of the home page: withdrawals to attest; for coordinators, who is late."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from consent.propagation import policies
from consent.propagation.queries.escalations import open_escalations
from consent.propagation.queries.obligations import count_open


@login_required
@require_safe
def task_list(request: ActingRequest) -> HttpResponse:
    """Nothing for those who have no say in them."""
    actor = request.actor
    shown: dict[str, object] = {}
    if policies.can_list_obligations(actor):
        shown["open"], shown["late"] = count_open(actor)
    if actor.coalition_id is not None:
        shown["escalations"] = open_escalations(actor)
    return render(request, "propagation/_tasks.html", shown)
