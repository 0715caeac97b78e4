"""Tags: the list, one with its people, and putting them on a person."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.tags import TagRefused, delete_tag, merge_tags, rename_tag, tag_people, untag_people
from orgs.queries.people import get_person
from orgs.queries.removals import removals_of
from orgs.queries.tags import get_tag, people_with_tag, suggested_tags
from orgs.queries.tags import tag_list as tags_by_name

PER_PAGE = 50
SHOWN_REMOVALS = 20


@login_required
@require_safe
def tag_list(request: ActingRequest) -> HttpResponse:
    """The tags with how many people have each, searched by the URL; what was removed and can be put back."""
    actor = request.actor
    if not policies.can_read_tags(actor):
        raise PermissionDenied
    query = request.GET.get("q", "")[:100]
    page = Paginator(tags_by_name(actor, query), PER_PAGE).get_page(request.GET.get("page"))
    can_edit = policies.can_edit_tags(actor)
    removed = removals_of(actor, timezone.now(), ("tag", "merged"))[:SHOWN_REMOVALS] if can_edit else []
    return render(request, "orgs/tag_list.html", {"page": page, "q": query, "removed": removed, "can_edit": can_edit})


@login_required
@require_safe
def tag_suggest(request: ActingRequest) -> HttpResponse:
    """Names that begin with what was typed, as options of a list of suggestions."""
    if not policies.can_read_tags(request.actor):
        raise PermissionDenied
    typed = next(filter(None, (request.GET.get(name) for name in ("name", "tag", "into", "put_tag"))), "")
    return render(request, "orgs/_tag_suggestions.html", {"names": suggested_tags(request.actor, typed[:100])})


@login_required
@require_safe
def tag_detail(request: ActingRequest, tag_id: int) -> HttpResponse:
    """One tag: how many people have it, and what can be done with it."""
    if not policies.can_read_tags(request.actor):
        raise PermissionDenied
    return _page(request, tag_id)


@login_required
@require_POST
def tag_rename(request: ActingRequest, tag_id: int) -> HttpResponse:
    """Give it another name."""
    try:
        tag = rename_tag(actor=request.actor, now=timezone.now(), tag_id=tag_id, name=request.POST.get("name", ""))
    except TagRefused as refused:
        return _page(request, tag_id, problem=_why(refused), form="rename")
    messages.success(request, _("The tag is called “%(name)s” now.") % {"name": tag.name})
    return redirect("orgs:tag-detail", tag_id)


@login_required
@require_POST
def tag_merge(request: ActingRequest, tag_id: int) -> HttpResponse:
    """Let it go up in another."""
    try:
        removal = merge_tags(actor=request.actor, now=timezone.now(), tag_id=tag_id, into=request.POST.get("into", ""))
    except TagRefused as refused:
        return _page(request, tag_id, problem=_why(refused), form="merge")
    messages.success(request, _("“%(name)s” is merged. Below it can be undone for 30 days.") % {"name": removal.name})
    return redirect("orgs:tag-list")


@login_required
@require_POST
def tag_delete(request: ActingRequest, tag_id: int) -> HttpResponse:
    """Delete it, and take it off everybody."""
    try:
        removal = delete_tag(actor=request.actor, now=timezone.now(), tag_id=tag_id)
    except TagRefused as refused:
        return _page(request, tag_id, problem=_why(refused), form="delete")
    words = ngettext(
        "“%(name)s” is deleted, and off %(people)s person. Below it can be undone for 30 days.",
        "“%(name)s” is deleted, and off %(people)s people. Below it can be undone for 30 days.",
        removal.people,
    )
    messages.success(request, words % {"name": removal.name, "people": removal.people})
    return redirect("orgs:tag-list")


@login_required
@require_POST
def tag_add(request: ActingRequest, person_id: int) -> HttpResponse:
    """Put a tag on a person."""
    if not policies.can_edit_tags(request.actor):
        raise PermissionDenied
    get_person(request.actor, person_id)
    try:
        tag_people(
            actor=request.actor, now=timezone.now(), person_ids=[person_id], name=request.POST.get("name", "")[:200]
        )
    except TagRefused as refused:
        messages.error(request, _why(refused))
    return redirect("orgs:person-detail", person_id)


@login_required
@require_POST
def tag_take(request: ActingRequest, person_id: int, tag_id: int) -> HttpResponse:
    """Take a tag off a person."""
    if not policies.can_edit_tags(request.actor):
        raise PermissionDenied
    get_person(request.actor, person_id)
    untag_people(actor=request.actor, now=timezone.now(), person_ids=[person_id], tag_id=tag_id)
    return redirect("orgs:person-detail", person_id)


def _page(request: ActingRequest, tag_id: int, *, problem: str = "", form: str = "") -> HttpResponse:
    actor = request.actor
    tag = get_tag(actor, tag_id)
    shown = {
        "tag": tag,
        "people": people_with_tag(actor, tag),
        "can_edit": policies.can_edit_tags(actor),
        "can_list": policies.can_read_people(actor),
        "problem": problem,
        "form": form,
        "typed": request.POST.get("name", tag.name),
        "into": request.POST.get("into", ""),
    }
    return render(request, "orgs/tag_detail.html", shown, status=422 if problem else 200)


def _why(refused: TagRefused) -> str:
    if refused.code == "taken":
        return _("There is a tag “%(name)s” that looks the same. Merge this one into it instead.") % {
            "name": refused.names[0]
        }
    if refused.code == "in_use":
        return _("Segments ask for this tag: %(names)s. Change them first, or merge the tag into another.") % {
            "names": ", ".join(refused.names)
        }
    if refused.code == "in_trigger":
        return _("Triggers wait for this tag or put it: %(names)s. Change or delete them first.") % {
            "names": ", ".join(refused.names)
        }
    return {
        "empty": _("Write a name."),
        "unknown": _("There is no tag of this name. Choose one of the list."),
        "itself": _("This is the same tag. Choose another one."),
    }[refused.code]
