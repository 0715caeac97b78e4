"""Who is tied to a person: all ties, adding one in two steps (find, then say what they are), ending, removing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions import relationships as actions
from orgs.actions.network import read_relationships
from orgs.forms.relationships import EndForm, RelationshipForm
from orgs.models import Constituent
from orgs.queries.people import get_person
from orgs.queries.relationships import seen_from, suggested, tie_list
from orgs.rules.ties import Refused
from orgs.views.ways_back import say_undo

PER_PAGE = 25


@login_required
@require_safe
def relationship_list(request: ActingRequest, person_id: int) -> HttpResponse:
    """All ties of a person; ``q`` looks for somebody to tie them to, ``other`` is the one chosen."""
    actor, query = request.actor, request.GET.get("q", "").strip()[:200]
    if request.htmx and "picks" in (request.htmx.target or ""):
        if not policies.can_change_relationships(actor):
            raise PermissionDenied
        person = get_person(actor, person_id)
        shown = {"person": person, "q": query, "found": suggested(actor, person_id, query)}
        return render(request, "orgs/_relationship_picks.html", shown)
    person = read_relationships(actor=actor, now=timezone.now(), person_id=person_id)
    other = _chosen(request, person, request.GET.get("other", ""))
    form = RelationshipForm(person=person, other=other) if other else None
    return _page(request, person, query=query, other=other, form=form)


@login_required
@require_POST
def relationship_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Write down what two people are to each other."""
    actor = request.actor
    if not policies.can_change_relationships(actor):
        raise PermissionDenied
    person = get_person(actor, person_id)
    other = _chosen(request, person, request.POST.get("other", ""))
    if other is None:
        raise Http404
    form = RelationshipForm(request.POST, person=person, other=other)
    if form.is_valid():
        try:
            actions.add_relationship(
                actor=actor, now=timezone.now(), person_id=person_id, other_id=other.pk, tie=form.tie
            )
        except Refused as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, _("Written down."))
            return redirect("orgs:relationship-list", person_id)
    return _page(request, person, other=other, form=form, status=422)


@login_required
@require_POST
def relationship_end(request: ActingRequest, person_id: int, relationship_id: int) -> HttpResponse:
    """Say on which day it ended."""
    if not policies.can_change_relationships(request.actor):
        raise PermissionDenied
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(_("Enter the day on which it ended."))
        actions.end_relationship(
            actor=request.actor, now=timezone.now(), relationship_id=relationship_id, until=form.day
        )
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, _("It is over now, and stays in the list as past."))
    return redirect("orgs:relationship-list", person_id)


@login_required
@require_POST
def relationship_remove(request: ActingRequest, person_id: int, relationship_id: int) -> HttpResponse:
    """Remove what was never so."""
    actions.remove_relationship(actor=request.actor, now=timezone.now(), relationship_id=relationship_id)
    words = _("The relationship is removed.")
    say_undo(request, words, "orgs:relationship-restore", person_id, relationship_id)
    return redirect("orgs:relationship-list", person_id)


@login_required
@require_POST
def relationship_restore(request: ActingRequest, person_id: int, removed_id: int) -> HttpResponse:
    """Put it back."""
    try:
        actions.restore_relationship(actor=request.actor, now=timezone.now(), relationship_id=removed_id)
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, _("The relationship is back."))
    return redirect("orgs:relationship-list", person_id)


def _chosen(request: ActingRequest, person: Constituent, number: str) -> Constituent | None:
    if not number or not policies.can_change_relationships(request.actor):
        return None
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404
    return get_person(request.actor, int(number))


def _page(
    request: ActingRequest,
    person: Constituent,
    *,
    query: str = "",
    other: Constituent | None = None,
    form: RelationshipForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, today = request.actor, timezone.now().date()
    page = Paginator(tie_list(actor, person.pk), PER_PAGE).get_page(request.GET.get("page"))
    can_change = policies.can_change_relationships(actor)
    shown: dict[str, Any] = {
        "person": person,
        "page": page,
        "ties": seen_from(list(page), person.pk, today),
        "can_change": can_change,
        "q": query,
        "found": suggested(actor, person.pk, query) if can_change and query and other is None else [],
        "other": other,
        "form": form,
        "end": EndForm(auto_id=False),
        "today": today,
    }
    return render(request, "orgs/relationship_list.html", shown, status=status)
