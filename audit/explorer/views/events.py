"""Pages and downloads of the log."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from audit.explorer import policies
from audit.explorer.actions.exports import export_events
from audit.explorer.forms.filters import EventFilterForm
from audit.explorer.queries.lines import Line, lines
from audit.explorer.queries.names import home_of
from audit.explorer.queries.people import people_named, person, subjects_of_person
from audit.log.queries.events import EventFilter, written_place
from coalition.platform.sheets import escape_cell
from coalition.platform.tenancy import Actor, acting

EXPORT_BLOCK = 500
COLUMNS = (
    "event", "recorded_at", "verb", "what", "outcome", "role", "who", "organization", "on_behalf_of", "campaign",
    "channel", "purpose", "ground", "consent_events", "identifiers",
)  # fmt: skip


@require_GET
@login_required
def event_list(request: HttpRequest) -> HttpResponse:
    """Who talked to whom: a page of the log, filtered by the address."""
    actor = _reader(request)
    form = EventFilterForm(request.GET, actor=actor)
    valid = form.is_valid()
    chosen = person(actor, form.cleaned_data["person"]) if valid and form.cleaned_data.get("person") else None
    page = lines(actor, _wanted(actor, form)) if valid else None
    context = {
        "form": form,
        "home": home_of(actor),
        "zone": timezone.get_current_timezone_name(),
        "person": chosen,
        "people": people_named(actor, form.cleaned_data.get("name", "")) if valid else [],
        "page": page,
        "older": written_place(page.older) if page and page.older else "",
        "filtered": any(request.GET.get(name) for name in form.fields),
        "newest": not request.GET.get("after"),
    }
    return render(request, "explorer/event_list.html", context, status=200 if valid else 400)


@require_GET
@login_required
def event_export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The same events as CSV. The download itself is recorded first."""
    actor = _reader(request)
    form = EventFilterForm(request.GET, actor=actor)
    if not form.is_valid():
        return event_list(request)
    wanted = replace(_wanted(actor, form), after=None)
    filtered = wanted != EventFilter(without=wanted.without)
    export_events(actor=actor, now=timezone.now(), filtered=filtered, one_person=wanted.subjects is not None)
    response = StreamingHttpResponse(
        _csv(actor, wanted, translation.get_language() or "en"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="commonlist-audit.csv"'
    return response


def _reader(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    if not policies.can_list_events(actor):
        raise PermissionDenied
    return actor


def _wanted(actor: Actor, form: EventFilterForm) -> EventFilter:
    chosen = form.cleaned_data.get("person")
    return form.wanted(subjects_of_person(actor, person(actor, chosen).id) if chosen else None)


def _csv(actor: Actor, wanted: EventFilter, language: str) -> Iterator[str]:
    """The file, block by block, each read in a transaction and scope of its own: the request's are over by now."""
    yield _written([COLUMNS])
    more = True
    while more:
        with acting(actor), translation.override(language), transaction.atomic():
            page = lines(actor, wanted, size=EXPORT_BLOCK, with_people=False)
            block = _written([_cells(line) for line in page.lines])
        yield block
        wanted, more = replace(wanted, after=page.older), page.older is not None


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.event_id, line.at.isoformat(), line.verb, line.what, line.outcome, line.role, line.who, line.organization,
        line.behalf, line.campaign, line.channel, line.purpose, line.ground, str(line.proof),
        "" if line.identifiers is None else str(line.identifiers),
    )  # fmt: skip


def _written(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([escape_cell(cell) for cell in row] for row in rows)
    return text.getvalue()
