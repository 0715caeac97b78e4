"""The queue, entering a request by hand, and what waits on the home page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coalition.platform.acting import ActingRequest
from consent.requests import policies
from consent.requests.actions.filing import Filing, enter_request
from consent.requests.forms.requests import EnterForm
from consent.requests.queries.queue import deadline_of, names_of, request_queue, waiting_requests
from orgs.queries.members import acting_organization
from orgs.queries.people import get_person

PAGE = 50


@login_required
@require_safe
def request_list(request: ActingRequest) -> HttpResponse:
    """What people ask of their data, by the day to answer; or, with ``?show=finished``, what was answered."""
    actor = request.actor
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    finished = request.GET.get("show") == "finished"
    page = Paginator(request_queue(actor, finished=finished), PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    now, zone, names = timezone.now(), acting_organization(actor).time_zone, names_of(actor, found)
    rows = [(each, names[each.pk], deadline_of(actor, each, now, zone)) for each in found]
    return render(request, "requests/request_list.html", {"page": page, "rows": rows, "finished": finished})


@login_required
@require_safe
def task_list(request: ActingRequest) -> HttpResponse:
    """How many wait and how many are late, as a panel of the home page; empty for those who do not answer them."""
    waiting = late = 0
    if policies.can_handle_requests(request.actor):
        waiting, late = waiting_requests(request.actor, timezone.now())
    return render(request, "requests/_tasks.html", {"waiting": waiting, "late": late})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_enter(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what somebody asked by letter, mail, phone or in person."""
    actor = request.actor
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    form = EnterForm(request.POST if request.method == "POST" else None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        entered = enter_request(
            actor=actor,
            now=timezone.now(),
            person_id=person.pk,
            filing=Filing(said["kind"], said["detail"], form.wanted),
            via=said["via"],
            identity=said["identity"],
            received_on=said["received_on"],
            language=said["language"],
        )
        messages.success(request, _("Written down. The time to answer runs."))
        return redirect("requests:request-detail", entered.pk)
    shown = {"form": form, "person": person}
    return render(request, "requests/request_enter.html", shown, status=422 if form.errors else 200)
