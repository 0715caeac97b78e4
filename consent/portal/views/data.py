"""My information, to take along; and the schema that describes it."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from consent.portal.actions.taking import take_data
from consent.portal.queries.sessions import Person
from consent.portal.rules.bundle import SCHEMA
from consent.portal.views.session import person_required


@require_safe
@person_required
def data(request: HttpRequest, person: Person) -> HttpResponse:
    """What is in the download, and how to get it."""
    return render(request, "portal/data.html", {"person": person})


@require_POST
@person_required
def data_file(request: HttpRequest, person: Person) -> HttpResponse:
    """The zip. Whoever has not proven a second channel is asked for it first."""
    try:
        made = take_data(actor=person.actor, now=timezone.now(), person=person)
    except PermissionDenied:
        return redirect("portal:proof")
    response = HttpResponse(made, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    return response


@require_safe
@cache_control(public=True, max_age=86_400)
def data_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of ``data.json``."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
