"""The inbox: what colleagues want one to know, section by section."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from orgs import policies
from orgs.actions.mentions import mark_mention, read_mentions
from orgs.queries.access import to_answer
from orgs.queries.imports import unfinished_imports
from orgs.queries.tasks import given_to_me, shown
from orgs.queries.trigger_log import notice_page, triggers_to_look_at

MOST = 25  # of one section


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the inbox: ``load`` gives what its template shows, and under ``lines`` what it lists."""

    name: str
    title: Promise
    template: str
    load: Callable[[ActingRequest], dict[str, Any]]


def _mentions(request: ActingRequest) -> dict[str, Any]:
    page, rows = read_mentions(actor=request.actor, now=timezone.now(), number=request.GET.get("page"))
    return {"page": page, "lines": rows}


def _tasks(request: ActingRequest) -> dict[str, Any]:
    found = list(given_to_me(request.actor)[:MOST])
    return {"lines": shown(request.actor, found), "today": timezone.localdate()}


def _requests(request: ActingRequest) -> dict[str, Any]:
    return {"lines": list(to_answer(request.actor)[:MOST])}


def _imports(request: ActingRequest) -> dict[str, Any]:
    actor = request.actor
    return {"lines": list(unfinished_imports(actor)[:MOST]) if policies.can_import(actor) else []}


def _triggers(request: ActingRequest) -> dict[str, Any]:
    page, look = notice_page(request.actor, request.GET.get("page")), triggers_to_look_at(request.actor)
    return {"page": page, "look": look, "lines": [*look, *page.object_list]}


SECTIONS: list[Section] = [
    Section("requests", _("Colleagues who wait for your answer"), "orgs/_inbox_requests.html", _requests),
    Section("tasks", _("New tasks for you"), "orgs/_inbox_tasks.html", _tasks),
    Section("triggers", _("What triggers tell you"), "orgs/_inbox_triggers.html", _triggers),
    Section("imports", _("Imports to decide on"), "orgs/_inbox_imports.html", _imports),
    Section("mentions", _("Notes that name you"), "orgs/_inbox_mentions.html", _mentions),
]


@login_required
@require_safe
def inbox(request: ActingRequest) -> HttpResponse:
    """Every section that has something, in its order."""
    if not policies.can_read_inbox(request.actor):
        raise PermissionDenied
    loaded = [{"section": section, **section.load(request)} for section in SECTIONS]
    return render(request, "orgs/inbox.html", {"sections": [each for each in loaded if each["lines"]]})


@login_required
@require_POST
def mention_mark(request: ActingRequest, mention_id: int) -> HttpResponse:
    """Mark a note as read, or as unread again."""
    mark_mention(actor=request.actor, now=timezone.now(), mention_id=mention_id, read=request.POST.get("read") != "no")
    return redirect("orgs:inbox")
