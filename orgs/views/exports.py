"""People as a file: asking for it, its progress, the download, and who took out whom."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.paging import long_page
from orgs import policies
from orgs.actions.export_blocks import ExportRefused
from orgs.actions.exports import FilePlan, Whom, discard_export, request_export
from orgs.forms.exports import ExportForm
from orgs.models import PeopleExport
from orgs.queries.export_rows import export_columns
from orgs.queries.exports import counted_people, get_export
from orgs.queries.exports import export_list as exports_made
from orgs.queries.people_filter import PeopleFilter, people_found
from orgs.rules.exports import CHANNELS, COLUMNS, FORMATS, MOST, PURPOSES
from orgs.views.bulk import Chosen, chosen_in
from orgs.views.export_files import refusal_words
from orgs.views.finding import asked, asking_a_segment

State = PeopleExport.State
RUNNING = (State.QUEUED, State.WRITING)


@login_required
@require_safe
def export_list(request: ActingRequest) -> HttpResponse:
    """Who took out whom, what for, and what can still be downloaded."""
    if not policies.can_export_people(request.actor):
        raise PermissionDenied
    page = long_page(exports_made(request.actor), request.GET.get("page"), 50)
    return render(request, "orgs/export_list.html", {"page": page, "purposes": PURPOSES})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@asking_a_segment
def export_request(request: ActingRequest) -> HttpResponse:
    """Ask what the file is for and what is in it; then it is written by a job. GET: of all whom the filters find."""
    actor = request.actor
    if not policies.can_export_people(actor):
        raise PermissionDenied
    chosen = chosen_in(request) if request.method == "POST" else _found(request)
    if not chosen.count or not chosen.ask.understood:
        messages.error(request, _("Nobody was chosen. Tick the people in the table first."))
        return redirect(f"{reverse('orgs:person-list')}?{chosen.ask.address}")
    columns = export_columns(actor)
    form = ExportForm(request.POST if request.POST.get("do") == "export" else None, columns=columns)
    if form.is_bound and form.is_valid() and (export := _ask(request, chosen, form)) is not None:
        return redirect("orgs:export-detail", export.pk)
    shown = {"chosen": chosen, "form": form, "most": MOST}
    return render(request, "orgs/export_request.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_safe
def export_detail(request: ActingRequest, export_id: int) -> HttpResponse:
    """One export: how far it is, who is in it and who is not, the download for its maker."""
    actor = request.actor
    if not policies.can_export_people(actor):
        raise PermissionDenied
    export = get_export(actor, export_id)
    shown: dict[str, Any] = {
        "export": export, "purpose": PURPOSES[export.purpose], "channels": [CHANNELS[each] for each in export.channels],
        "mine": policies.can_fetch_export(actor, export), "can_discard": policies.can_discard_export(actor, export),
        "over": export.expires_at is not None and export.expires_at <= timezone.now(),
        "left_out": sorted(export.left_out.items(), key=lambda each: (-each[1], each[0])), "formats": FORMATS,
        "not_in": sum(export.left_out.values()),
        "columns": [COLUMNS[code][0] for code in export.columns if code in COLUMNS],
        "own_columns": sum(code not in COLUMNS for code in export.columns),
    }  # fmt: skip
    if export.state in RUNNING:
        states, _reasons = counted_people(actor, export)
        shown["done"] = export.people - states.get("waiting", 0)
        template = "orgs/_export_progress.html" if request.htmx else "orgs/export_progress.html"
        return render(request, template, shown)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "orgs/export_detail.html", shown)


@login_required
@require_POST
def export_discard(request: ActingRequest, export_id: int) -> HttpResponse:
    """Stop an export, or throw its file away."""
    try:
        discard_export(actor=request.actor, now=timezone.now(), export_id=export_id)
    except ExportRefused:
        messages.error(request, _("There is no file any more."))
    else:
        messages.success(request, _("Thrown away. Nobody can download it any more."))
    return redirect("orgs:export-detail", export_id)


def _found(request: ActingRequest) -> Chosen:
    ask = asked(request.actor, request.GET)
    people = people_found(request.actor, ask.wanted, contacts=policies.can_read_contact_points(request.actor))
    return Chosen(ask, people, [], True, people.count())


def _ask(request: ActingRequest, chosen: Chosen, form: ExportForm) -> PeopleExport | None:
    # Nothing, with the reason in the form, when it cannot be done.
    stated, given = request.POST.get("stated", ""), form.cleaned_data
    source, target, words = _source(chosen)
    number = int(stated) if stated.isdecimal() and len(stated) < 10 else -1
    language = translation.get_language() or "en"
    plan = FilePlan(given["purpose"], given["channels"], given["columns"], given["note"], language)
    try:
        whom = Whom(chosen.people, number, source, target, words)
        return request_export(actor=request.actor, now=timezone.now(), whom=whom, plan=plan)
    except ExportRefused as refused:
        form.add_error(None, refusal_words(refused))
    return None


def _source(chosen: Chosen) -> tuple[str, int | None, str]:
    wanted = chosen.ask.wanted
    if not chosen.everybody:
        return "ticked", None, ""
    if wanted.segment is not None and wanted == PeopleFilter(segment=wanted.segment):
        return "segment", wanted.segment.pk, wanted.segment.name
    if wanted.people_list is not None and wanted == PeopleFilter(people_list=wanted.people_list):
        return "list", wanted.people_list.pk, wanted.people_list.name
    return ("filter" if chosen.ask.filtered else "all"), None, ""
