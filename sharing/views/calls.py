"""Calling: one person at a time. Every step is a plain form, so that it works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from coalition.platform.tenancy import Actor
from consent.ledger.queries.obligations import overdue
from consent.ledger.rules.words import reason_in_words
from orgs.policies import can_read_consent
from sharing import policies
from sharing.actions.call_results import (
    NotNow,
    Number,
    NumberNotShown,
    TooLate,
    record_call,
    reveal_contact,
    undo_call,
)
from sharing.actions.calls import NumberShown, lease_call, release_call
from sharing.queries.callees import callee
from sharing.queries.calls import get_entry, just_recorded, lists_to_call, my_entry, own_organization
from sharing.rules.calling import formatted
from sharing.rules.outcomes import OUTCOMES

NOT_NOW = {
    "hours": gettext_lazy("Calling hours are over where they live."),
    "number": gettext_lazy("This number was marked as wrong or taken off meanwhile."),
    "stopped": gettext_lazy("The campaign, or your organization's contribution to it, has ended."),
}


@require_GET
@never_cache
@login_required
def call(request: HttpRequest) -> HttpResponse:
    """The start page: one's lists, and how many people are left on each."""
    actor = _caller(request)
    now = timezone.now()
    organization = own_organization(actor)
    lists = lists_to_call(actor, now)
    late = overdue(actor)
    context = {
        "organization": organization,
        "lists": lists,
        "late": late,
        "ready": not late and any(one.now for one in lists),
        "next_at": min((one.next_at for one in lists if one.running and one.next_at), default=None),
        "in_hand": my_entry(actor),
        "recorded": just_recorded(actor),
    }
    return render(request, "sharing/call.html", context)


@require_POST
@login_required
def call_lease(request: HttpRequest, call_list_id: int) -> HttpResponse:
    """Start calling a list, or go on."""
    return _next(_caller(request), call_list_id)


@require_GET
@never_cache
@login_required
def call_entry(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The person in hand, without the number."""
    actor = _caller(request)
    return _lost(request, actor, entry_id) or _page(request, actor, entry_id)


@require_POST
@never_cache
@login_required
def call_reveal(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The tap on "Call": the gate, then the number, in this answer only."""
    actor = _caller(request)
    if lost := _lost(request, actor, entry_id):
        return lost
    person_id = get_entry(actor, entry_id).constituent_id
    answer = reveal_contact(actor=actor, now=timezone.now(), entry_id=entry_id)
    if isinstance(answer, NotNow):
        if answer.reason == "busy":
            messages.info(request, str(reason_in_words(answer.reason)))
            return redirect("sharing:call-entry", entry_id)
        messages.warning(request, _refused(actor, person_id, answer))
        return redirect("sharing:call")
    return _page(request, actor, entry_id, answer)


@require_POST
@login_required
def call_record(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Record what happened, and go on to the next person at once."""
    actor, outcome = _caller(request), OUTCOMES.get(request.POST.get("outcome", ""))
    if lost := _lost(request, actor, entry_id):
        return lost
    if outcome is None:
        messages.error(request, _("Choose what happened, then the next person comes."))
        return redirect("sharing:call-entry", entry_id)
    if outcome.final and request.POST.get("sure") != "yes":
        return render(request, "sharing/call_sure.html", {"callee": callee(actor, timezone.now(), entry_id)})
    try:
        entry = record_call(actor=actor, now=timezone.now(), entry_id=entry_id, outcome=outcome.code)
    except NumberNotShown:
        messages.error(request, _("Tap “Call” first: there is no result without a call."))
        return redirect("sharing:call-entry", entry_id)
    if outcome.final:
        messages.success(request, _("They will not be called again by your organization, from this moment on."))
    return _next(actor, entry.call_list_id)


@require_POST
@login_required
def call_undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take the last result back."""
    actor = _caller(request)
    try:
        undo_call(actor=actor, now=timezone.now(), entry_id=entry_id)
    except TooLate:
        messages.error(request, _("Too late to undo. Tell an organizer, who can add a note to the person."))
    except NumberShown:
        messages.error(request, _("Record the result of this call first."))
    else:
        return redirect("sharing:call-entry", entry_id)
    in_hand = my_entry(actor)
    return redirect("sharing:call-entry", in_hand.pk) if in_hand else redirect("sharing:call")


@require_POST
@login_required
def call_release(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take a break."""
    actor = _caller(request)
    if lost := _lost(request, actor, entry_id):
        return lost
    try:
        release_call(actor=actor, now=timezone.now(), entry_id=entry_id)
    except NumberShown:
        messages.error(request, _("Record the result of this call first, then take your break."))
        return redirect("sharing:call-entry", entry_id)
    messages.success(request, _("Enjoy your break. The person went back to the list."))
    return redirect("sharing:call")


def _caller(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    if not policies.can_open_calls(actor):
        raise PermissionDenied
    return actor


def _next(actor: Actor, call_list_id: int) -> HttpResponse:
    lease = lease_call(actor=actor, now=timezone.now(), call_list_id=call_list_id)
    return redirect("sharing:call") if lease.entry_id is None else redirect("sharing:call-entry", lease.entry_id)


def _refused(actor: Actor, person_id: int, answer: NotNow) -> str:
    """Why not, with the way to the person's consent for those who may read it."""
    words = _("Please do not call: %(reason)s") % {
        "reason": NOT_NOW.get(answer.reason) or reason_in_words(answer.reason)
    }
    if answer.reason in NOT_NOW or not can_read_consent(actor):
        return words
    link = reverse("orgs:person-consent", args=[person_id])
    return format_html('{} <a href="{}">{}</a>', words, link, _("Why, and what can be done"))


def _lost(request: HttpRequest, actor: Actor, entry_id: int) -> HttpResponse | None:
    """The way on for somebody whose time with a person ran out; 404 for a person who was never theirs to call."""
    in_hand = my_entry(actor)
    if in_hand is not None and in_hand.pk == entry_id:
        return None
    if not policies.can_call_list(actor, get_entry(actor, entry_id).call_list):
        raise PermissionDenied
    messages.warning(request, _("This person is not in your hands any more. Take the next one."))
    return redirect("sharing:call")


def _page(request: HttpRequest, actor: Actor, entry_id: int, number: Number | None = None) -> HttpResponse:
    recorded = just_recorded(actor)
    context: dict[str, Any] = {
        "callee": callee(actor, timezone.now(), entry_id),
        "number": number,
        "written": formatted(number.value, own_organization(actor).region) if number else "",
        "outcomes": OUTCOMES.values(),
        "recorded": recorded if recorded is None or recorded.pk != entry_id else None,
    }
    return render(request, "sharing/call_entry.html", context)
