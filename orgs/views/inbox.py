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


SECTIONS: list[Section] = [Section("mentions", _("Notes that name you"), "orgs/_inbox_mentions.html", _mentions)]


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
