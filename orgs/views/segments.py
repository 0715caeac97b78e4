"""Segments: the list, one with its people, the builder."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.segments import SegmentRefused, delete_segment, save_segment
from orgs.forms.segments import Draft, draft_from_post, draft_of
from orgs.queries.choices import suggestions
from orgs.queries.people_filter import PeopleFilter, people_list
from orgs.queries.segments import counted, get_segment, matching
from orgs.queries.segments import segment_list as segments_by_name
from orgs.rules.segments import QUESTIONS, InvalidRules, parse, sentence

PER_PAGE = 20
PREVIEW = 10


@login_required
@require_safe
def segment_list(request: ActingRequest) -> HttpResponse:
    """The segments with their sentence and how many people are in each now."""
    if not policies.can_read_aggregates(request.actor):
        raise PermissionDenied
    page = Paginator(segments_by_name(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = counted(request.actor, list(page.object_list))
    shown = {"page": page, "rows": rows, "can_edit": policies.can_edit_segments(request.actor)}
    return render(request, "orgs/segment_list.html", shown)


@login_required
@require_safe
def segment_detail(request: ActingRequest, segment_id: int) -> HttpResponse:
    """One segment: its sentence, its count, the first of its people."""
    actor = request.actor
    if not policies.can_read_aggregates(actor):
        raise PermissionDenied
    segment = get_segment(actor, segment_id)
    row = counted(actor, [segment])[0]
    names = policies.can_read_people(actor)
    people = (
        people_list(actor, PeopleFilter(segment=segment), contacts=False)[:PREVIEW] if row.sentence and names else []
    )
    shown = {
        "segment": segment,
        "row": row,
        "people": people,
        "names": names,
        "can_edit": policies.can_edit_segments(actor),
        "can_write": policies.can_write_messages(actor),
        "can_trigger": policies.can_manage_triggers(actor),
        "can_export": policies.can_export_people(actor),
    }
    return render(request, "orgs/segment_detail.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def segment_save(request: ActingRequest, segment_id: int | None = None) -> HttpResponse:
    """The builder. Its buttons add and remove lines and count; only "save" saves."""
    actor = request.actor
    if not policies.can_edit_segments(actor):
        raise PermissionDenied
    segment = get_segment(actor, segment_id) if segment_id is not None else None
    problem = ""
    if request.method == "POST":
        draft = draft_from_post(request.POST)
        if "save" in request.POST:
            problem = _save(request, draft, segment_id)
            if not problem:
                return redirect("orgs:segment-list")
    else:
        draft = draft_of(segment.name, segment.rules) if segment else draft_of("", {})
    shown = {**_drafted(request, draft), "segment": segment, "problem": problem}
    if request.htmx and "save" not in request.POST:
        return render(request, "orgs/_segment_builder.html", shown)
    return render(request, "orgs/segment_save.html", shown, status=422 if problem else 200)


@login_required
@require_POST
def segment_delete(request: ActingRequest, segment_id: int) -> HttpResponse:
    """Delete a segment that no campaign uses."""
    try:
        delete_segment(actor=request.actor, now=timezone.now(), segment_id=segment_id)
    except SegmentRefused as refused:
        words = _("A campaign uses this segment. End the contribution to the campaign first, then delete it.")
        if refused.code == "in_trigger":
            words = _("Triggers ask for this segment: %(names)s. Change or delete them first.") % {
                "names": ", ".join(refused.names)
            }
        messages.error(request, words)
        return redirect("orgs:segment-detail", segment_id)
    messages.success(request, _("Deleted. The people stay on your list."))
    return redirect("orgs:segment-list")


def _save(request: ActingRequest, draft: Draft, segment_id: int | None) -> str:
    if not draft.name:
        return _("Give the segment a name.")
    try:
        saved = save_segment(
            actor=request.actor, now=timezone.now(), name=draft.name, rules=draft.rules, segment_id=segment_id
        )
    except InvalidRules as error:
        return str(error)
    except SegmentRefused:
        return _("There is a segment of this name already. Choose another name.")
    messages.success(request, _("Segment “%(name)s” is saved.") % {"name": saved.name})
    return ""


def _drafted(request: ActingRequest, draft: Draft) -> dict[str, object]:
    shown: dict[str, object] = {
        "draft": draft,
        "questions": QUESTIONS.values(),
        "suggested": suggestions(request.actor),
    }
    try:
        rules = parse(draft.rules)
    except InvalidRules as error:
        return {**shown, "unfinished": str(error)}
    people = matching(request.actor, rules)
    names = policies.can_read_people(request.actor)
    first = people.order_by("family_name", "given_name", "id")[:PREVIEW] if names else []
    return {**shown, "sentence": sentence(rules), "count": people.count(), "first": first}
