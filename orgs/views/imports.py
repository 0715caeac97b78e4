"""Imports: the list, the upload, and one import at whichever of its four steps it is."""

import io
import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import SheetError, write_csv
from orgs import policies
from orgs.actions.imports import NotNow, discard_import, export_rejected, match_import, start_import, upload_import
from orgs.forms.imports import ColumnsForm, UploadForm
from orgs.models import Import
from orgs.queries.imports import (
    BUSY,
    coalitions_of,
    find_import,
    first_values,
    imports_of,
    issue_counts,
    issues_of,
    rejected_rows,
)
from orgs.queries.members import acting_organization
from orgs.rules.columns import match_columns
from orgs.rules.reasons import REASONS
from orgs.rules.statements import CHANNELS, BadStatement
from orgs.views.import_steps import check_facts, column_rows, issue_lines

PER_PAGE = 20
ISSUES_SHOWN = 50
TEMPLATE = (
    ("First name", "Last name", "E-mail", "Phone", "Street", "City", "State", "Postal code", "Country", "Interests",
     "Do not e-mail", "Do not call", "May share with the coalition"),
)  # fmt: skip


@login_required
@require_safe
def import_list(request: ActingRequest) -> HttpResponse:
    """Every import, newest first, with what became of it."""
    _may_import(request)
    page = Paginator(imports_of(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "orgs/import_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: ActingRequest) -> HttpResponse:
    """Take a spreadsheet in. A file that cannot be read is answered with what to do."""
    _may_import(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            batch = _upload(request, form.cleaned_data["file"])
        except SheetError as error:
            form.add_error("file", str(error))
        else:
            return redirect("orgs:import-detail", batch.pk)
    return render(request, "orgs/import_upload.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def import_template(request: ActingRequest) -> HttpResponse:
    """An empty spreadsheet with headings that are understood."""
    _may_import(request)
    return _csv("commonlist-template.csv", list(TEMPLATE))


@login_required
@require_safe
def import_detail(request: ActingRequest, import_id: int) -> HttpResponse:
    """The step at which the import is: columns, progress, check, or result."""
    _may_import(request)
    batch = find_import(request.actor, import_id)
    if batch.state in BUSY:
        return _progress(request, batch)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if batch.state == Import.State.DONE:
        return _outcome(request, batch, "orgs/import_result.html", batch.result)
    if batch.state == Import.State.CHECKED and request.GET.get("step") != "columns":
        return _outcome(request, batch, "orgs/import_check.html", batch.preview)
    return _columns(request, batch, None)


@login_required
@require_POST
def import_match(request: ActingRequest, import_id: int) -> HttpResponse:
    """Settle columns and statements, then check; or keep them for later."""
    _may_import(request)
    batch = find_import(request.actor, import_id)
    form = _form(request, batch, request.POST)
    if not form.is_valid():
        return _columns(request, batch, form)
    later = "later" in request.POST
    try:
        match_import(
            actor=request.actor,
            now=timezone.now(),
            import_id=import_id,
            columns=form.cleaned_data["columns"],
            statement=form.cleaned_data["statement"],
            check=not later,
        )
    except BadStatement as error:
        form.add_error("notice", str(error))
        return _columns(request, batch, form)
    except NotNow as error:
        messages.error(request, str(error))
    if later:
        messages.success(request, _("Saved. Nothing is imported yet; come back whenever you like."))
        return redirect("orgs:import-list")
    return redirect("orgs:import-detail", import_id)


@login_required
@require_POST
def import_start(request: ActingRequest, import_id: int) -> HttpResponse:
    """Start the run of a checked import."""
    try:
        start_import(actor=request.actor, now=timezone.now(), import_id=import_id)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("orgs:import-detail", import_id)


@login_required
@require_POST
def import_discard(request: ActingRequest, import_id: int) -> HttpResponse:
    """Throw an import away before it ran."""
    try:
        discard_import(actor=request.actor, now=timezone.now(), import_id=import_id)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("orgs:import-detail", import_id)
    messages.success(request, _("Thrown away. Nothing was imported."))
    return redirect("orgs:import-list")


@login_required
@require_safe
def import_rejected(request: ActingRequest, import_id: int) -> HttpResponse:
    """The rows that could not be used, as they were, with the reason in a last column."""
    batch = export_rejected(actor=request.actor, now=timezone.now(), import_id=import_id)
    headings = batch.layout["headings"]
    rows = [[*headings, _("Row"), _("Reason")]]
    for issue, cells in rejected_rows(request.actor, batch):
        reason = str(REASONS.get(issue.reason, issue.reason))
        said = f"{issue.column}: {reason}" if issue.column else reason
        rows.append([*cells[: len(headings)], str(issue.row), said])
    return _csv(f"{Path(batch.file_name).stem}-rejected.csv", rows, batch.layout.get("delimiter") or ",")


def _may_import(request: ActingRequest) -> None:
    if not policies.can_import(request.actor):
        raise PermissionDenied


def _upload(request: ActingRequest, file: "UploadedFile[Any]") -> Import:
    with tempfile.NamedTemporaryFile(prefix="upload-") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        name = Path(file.name or "").name or "spreadsheet"
        return upload_import(actor=request.actor, now=timezone.now(), file_name=name, source=Path(copy.name))


def _form(request: ActingRequest, batch: Import, data: Any) -> ColumnsForm:
    matches = match_columns(batch.layout["headings"], first_values(batch))
    without = acting_organization(request.actor).not_collected
    return ColumnsForm(data, batch=batch, matches=matches, coalitions=coalitions_of(request.actor), without=without)


def _columns(request: ActingRequest, batch: Import, form: ColumnsForm | None) -> HttpResponse:
    values = first_values(batch)
    bound = form if form is not None else _form(request, batch, None)
    rows = column_rows(bound, values, acting_organization(request.actor).region)
    shown = {
        "batch": batch,
        "form": bound,
        "rows": rows,
        "questions": [row for row in rows if row.question],
        "bases": [(bound[f"how-{channel}"], bound[f"since-{channel}"]) for channel in CHANNELS],
        "coalitions": coalitions_of(request.actor),
    }
    return render(request, "orgs/import_columns.html", shown, status=422 if bound.errors else 200)


def _progress(request: ActingRequest, batch: Import) -> HttpResponse:
    template = "orgs/_import_progress.html" if request.htmx else "orgs/import_progress.html"
    return render(request, template, {"batch": batch, "running": batch.state != Import.State.CHECKING})


def _outcome(request: ActingRequest, batch: Import, template: str, counts: dict[str, Any]) -> HttpResponse:
    issues = issue_counts(request.actor, batch)
    shown = {
        "batch": batch,
        "counts": counts,
        "facts": check_facts(batch, counts),
        "issues": issue_lines(issues_of(request.actor, batch)[:ISSUES_SHOWN]),
        "issue_counts": [{**each, "words": REASONS.get(each["reason"], each["reason"])} for each in issues],
        "issues_shown": ISSUES_SHOWN,
    }
    return render(request, template, shown)


def _csv(name: str, rows: list[Any], delimiter: str = ",") -> HttpResponse:
    text = io.StringIO(newline="")
    text.write("\ufeff")  # spreadsheet programs take a file without the mark for another encoding
    write_csv(text, rows, delimiter)
    answer = HttpResponse(text.getvalue().encode(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{_ascii(name)}"'
    return answer


def _ascii(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "_" for letter in name)
