"""The file of an export, streamed: block by block through the gate, once its maker has said again who they are."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coalition.platform.acting import ActingRequest
from coalition.platform.sheets import escape_cell
from coalition.platform.sheets.xlsx import stream_xlsx
from coalition.platform.tenancy import Actor, acting
from orgs import policies
from orgs.actions.export_blocks import ExportRefused, hand_out_block
from orgs.actions.exports import export_people
from orgs.models import PeopleExport
from orgs.queries.export_rows import custom_headings
from orgs.queries.exports import block_numbers, get_export
from orgs.rules.exports import FORMATS, MOST, headings

BOM = "\ufeff"
TYPES = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "excel": ("csv", "text/csv; charset=utf-8"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@login_required
@require_GET
def export_fetch(request: ActingRequest, export_id: int) -> HttpResponseBase:
    """The file, for whoever asked for it, once they have said again who they are."""
    if not policies.can_export_people(request.actor):
        raise PermissionDenied
    if not policies.can_fetch_export(request.actor, get_export(request.actor, export_id)):
        raise PermissionDenied
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("orgs:export-detail", export_id)  # a link elsewhere takes nobody's people out
    file_format = request.GET.get("as", "csv")
    if file_format not in FORMATS:
        raise Http404
    answer: HttpResponseBase = _fetched(request, export_id, file_format)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _fetched(request: ActingRequest, export_id: int, file_format: str) -> HttpResponseBase:
    actor = request.actor
    try:
        export = export_people(actor=actor, now=timezone.now(), export_id=export_id, file_format=file_format)
    except ExportRefused as refused:
        messages.error(request, refusal_words(refused))
        return redirect("orgs:export-detail", export_id)
    with translation.override(export.language):
        first = headings(export.columns, export.channels, custom_headings(actor))
    blocks = _blocks(actor, export, first, block_numbers(actor, export))
    ending, kind = TYPES[file_format]
    body = stream_xlsx(blocks) if file_format == "xlsx" else _csv(blocks, BOM if file_format == "excel" else "")
    response = StreamingHttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="commonlist-people-{export.pk}.{ending}"'
    response["Cache-Control"] = "no-store"
    return response


def _blocks(
    actor: Actor, export: PeopleExport, first: list[str], numbers: Sequence[int]
) -> Iterator[list[list[str]]]:  # fmt: skip
    # Each block in a transaction and scope of its own: the request's are over by now.
    yield [first]
    for number in numbers:
        with acting(actor), translation.override(export.language):
            rows = hand_out_block(actor=actor, now=timezone.now(), export_id=export.pk, number=number)
        yield rows


def _csv(blocks: Iterable[list[list[str]]], opening: str) -> Iterator[str]:
    for rows in blocks:
        text = io.StringIO()
        csv.writer(text).writerows([escape_cell(cell) for cell in row] for row in rows)
        yield opening + text.getvalue()
        opening = ""


def refusal_words(refused: ExportRefused) -> str:
    """Why there is no file, with the remedy."""
    if refused.code == "changed":
        return ngettext(
            "The list has changed meanwhile: it is %(count)s person now. Nothing was done. Check, then press again.",
            "The list has changed meanwhile: it is %(count)s people now. Nothing was done. Check, then press again.",
            refused.count,
        ) % {"count": refused.count}  # fmt: skip
    return {
        "too_many": _("Export at most %(most)s people at once: filter the table, and do it in parts.") % {"most": MOST},
        "columns": _("You do not see some of these columns any more. Ask for the file anew."),
        "nobody": _("Nobody may be in this file any more. The reasons are below."),
        "over": _("This file is not there any more. Ask for it anew."),
    }[refused.code]
