"""Notices: the words on which consents rest."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coalition.platform.acting import ActingRequest
from consent.ledger.queries.history import notice_in_use, notices_in_use
from orgs import policies


@login_required
@require_safe
def notice_list(request: ActingRequest) -> HttpResponse:
    """Every notice that the organization's people agreed to."""
    if not policies.can_read_aggregates(request.actor):
        raise PermissionDenied
    return render(request, "orgs/notice_list.html", {"notices": notices_in_use(request.actor)})


@login_required
@require_safe
def notice_detail(request: ActingRequest, notice_id: int) -> HttpResponse:
    """One of them, word for word."""
    if not policies.can_read_aggregates(request.actor):
        raise PermissionDenied
    return render(request, "orgs/notice_detail.html", {"notice": notice_in_use(request.actor, notice_id)})
