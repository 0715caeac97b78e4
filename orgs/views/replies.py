"""Replies: texts that people sent back, to be read by somebody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coalition.platform.acting import ActingRequest
from consent.ledger.actions.journal import JournalUnavailable
from orgs import policies
from orgs.actions.replies import mark_reply, read_replies
from orgs.models import Reply
from orgs.queries.replies import replies_of

PER_PAGE = 20


@login_required
@require_safe
def reply_list(request: ActingRequest) -> HttpResponse:
    """Those that nobody has marked first; opening the page reads them, which is recorded."""
    if not policies.can_write_messages(request.actor):
        raise PermissionDenied
    page = Paginator(replies_of(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    rows = read_replies(actor=request.actor, now=timezone.now(), replies=list(page.object_list))
    return render(request, "orgs/reply_list.html", {"page": page, "rows": rows})


@login_required
@require_POST
def reply_mark(request: ActingRequest, reply_id: int) -> HttpResponse:
    """Say what a reply means; a stop or a complaint works at once."""
    if not policies.can_write_messages(request.actor):
        raise PermissionDenied
    mark = request.POST.get("mark", "")
    if mark not in Reply.Mark.values:
        messages.error(request, _("Choose what the reply means: stop, complaint, or neither."))
        return redirect("orgs:reply-list")
    try:
        reply = mark_reply(actor=request.actor, now=timezone.now(), reply_id=reply_id, mark=mark)
    except JournalUnavailable:
        messages.error(request, _("This could not be saved. Nothing has changed; try again in a few minutes."))
        return redirect("orgs:reply-list")
    done = {
        "stop": _("Noted: your organization sends them no more texts."),
        "complaint": _("Noted as a complaint: nobody texts this number any more."),
        "nothing": _("Noted."),
    }
    messages.success(request, done[reply.mark])
    return redirect("orgs:reply-list")
