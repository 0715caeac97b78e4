"""What waits for an answer, as a panel of the home page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from sharing.queries.tasks import tasks


@login_required
@require_safe
def task_list(request: ActingRequest) -> HttpResponse:
    """Agreements to accept and campaigns to answer; nothing for those who have no say in them."""
    return render(request, "sharing/_tasks.html", {"tasks": tasks(request.actor, timezone.now().date())})
