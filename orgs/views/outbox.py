"""What the demo would have sent."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.queries.outbox import outbox_messages

PER_PAGE = 20


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Mail and texts of the demo, newest first; outside demo mode there is no such page."""
    if not settings.DEMO:
        raise Http404
    recipient = request.GET.get("to", "").replace("\0", "").strip()[:254]
    page = Paginator(outbox_messages(recipient), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "orgs/outbox.html", {"page": page, "recipient": recipient})
