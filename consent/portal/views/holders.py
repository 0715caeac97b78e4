"""One organization: what it holds, what it wrote down, when it contacted the person and why."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.portal.actions.looking import look_closer, read_notes
from consent.portal.queries.sessions import Person
from consent.portal.views.session import person_required


@require_safe
@person_required
def holder_detail(request: HttpRequest, person: Person, organization_id: int) -> HttpResponse:
    """What it holds, from where, when it contacted the person and why."""
    closer = look_closer(**_what(request, person, organization_id))
    if closer is None:
        raise Http404
    context = {"person": person, "closer": closer, "holder": closer.holder, "overview": closer.overview}
    return render(request, "portal/holder_detail.html", context)


@require_safe
@person_required
def note_list(request: HttpRequest, person: Person, organization_id: int) -> HttpResponse:
    """What its staff wrote down. Whoever has not proven a second channel is asked for it first."""
    if not person.full:
        return redirect("portal:proof")
    found = read_notes(**_what(request, person, organization_id))
    if found is None:
        raise Http404
    holder, page = found
    return render(request, "portal/note_list.html", {"person": person, "holder": holder, "page": page})


def _what(request: HttpRequest, person: Person, organization_id: int) -> dict[str, Any]:
    who = {"actor": person.actor, "now": timezone.now(), "person": person}
    return {**who, "organization_id": organization_id, "page": request.GET.get("page")}
