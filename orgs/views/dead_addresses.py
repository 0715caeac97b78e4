"""E-mail addresses that do not work any more: who has them, and one step to take each off the record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.dead_addresses import HoldsANo, NotDead, remove_dead_address
from orgs.queries.dead_addresses import dead_addresses

PER_PAGE = 25


@login_required
@require_safe
def dead_address_list(request: ActingRequest) -> HttpResponse:
    """By name; the addresses themselves are not shown."""
    if not policies.can_read_contact_points(request.actor):
        raise PermissionDenied
    page = Paginator(dead_addresses(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "can_remove": policies.can_remove_dead_addresses(request.actor)}
    return render(request, "orgs/dead_address_list.html", shown)


@login_required
@require_POST
def dead_address_remove(request: ActingRequest, point_id: int) -> HttpResponse:
    """Take one off the record."""
    try:
        remove_dead_address(actor=request.actor, now=timezone.now(), point_id=point_id)
    except NotDead:
        messages.info(request, _("Nobody reports this address as dead any more. It stays."))
    except HoldsANo:
        words = _(
            "This address stays: the person said no by it, and without it that no would be lost. Record the no on the"
            " person's page first; it is then written for their other addresses and numbers."
        )
        messages.error(request, words)
    else:
        messages.success(request, _("The address is off the record."))
    return redirect("orgs:dead-address-list")
