"""Messages: the list, writing one, the check before it goes, and what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coalition.platform.acting import ActingRequest
from coalition.platform.tenancy import Actor
from coalition.platform.texts import texts_available
from orgs import policies
from orgs.actions.message_post import Addressee, letter_for
from orgs.actions.messages import (
    MessageRefused,
    cancel_message,
    delete_draft,
    pause_message,
    resume_message,
    save_message,
    send_message,
)
from orgs.forms.messages import MessageForm
from orgs.models import Message
from orgs.queries.members import acting_organization
from orgs.queries.messages import (
    RUNNING,
    audience_of,
    example_of,
    get_message,
    messages_of,
    progress_of,
    sent_counts,
)
from orgs.queries.people import get_person
from orgs.queries.replies import unread_replies
from orgs.queries.segments import UnseenField, get_segment
from orgs.queries.visible import closed_groups
from orgs.rules.segments import InvalidRules

PER_PAGE = 20


@login_required
@require_safe
def message_list(request: ActingRequest) -> HttpResponse:
    """The organization's messages, newest first, and how many answers wait."""
    actor = _writer(request)
    page = Paginator(messages_of(actor), PER_PAGE).get_page(request.GET.get("page"))
    sent = sent_counts(actor, list(page.object_list))
    rows = [(message, sent.get(message.pk, 0)) for message in page.object_list]
    return render(request, "orgs/message_list.html", {"page": page, "rows": rows, "unread": unread_replies(actor)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_write(request: ActingRequest) -> HttpResponse:
    """Write to a segment or to one person: a draft, nothing is sent."""
    actor = _writer(request)
    segment, person = _number(request, "segment"), _number(request, "person")
    if (segment is None) == (person is None):
        raise Http404
    whom = get_segment(actor, segment) if segment is not None else get_person(actor, person or 0)
    initial = {"language": acting_organization(actor).language}
    form = MessageForm(request.POST or None, texts=texts_available(), initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = save_message(actor=actor, now=timezone.now(), words=form.words, segment_id=segment, person_id=person)
        return redirect("orgs:message-detail", saved.pk)
    shown = {"form": form, "whom": whom, "to_segment": segment is not None}
    return render(request, "orgs/message_write.html", shown, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_change(request: ActingRequest, message_id: int) -> HttpResponse:
    """Change a draft."""
    actor = _writer(request)
    message = get_message(actor, message_id)
    if message.state != Message.State.DRAFT:
        messages.error(request, _("This message is on its way already. Write a new one."))
        return redirect("orgs:message-detail", message_id)
    initial = {name: getattr(message, name) for name in ("channel", "language", "subject", "body", "reply_to")}
    form = MessageForm(request.POST or None, texts=texts_available(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_message(actor=actor, now=timezone.now(), words=form.words, message_id=message_id)
        except MessageRefused:
            messages.error(request, _("This message is on its way already. Write a new one."))
        return redirect("orgs:message-detail", message_id)
    whom = message.segment or message.constituent
    shown = {"form": form, "whom": whom, "message": message, "to_segment": message.segment is not None}
    return render(request, "orgs/message_write.html", shown, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def message_detail(request: ActingRequest, message_id: int) -> HttpResponse:
    """The check of a draft; later how far it is, and what came of it."""
    actor = _writer(request)
    message = get_message(actor, message_id)
    if message.state == Message.State.DRAFT:
        return _check(request, message)
    shown = {"message": message, "progress": progress_of(actor, message), "running": message.state in RUNNING}
    if request.htmx:
        return render(request, "orgs/_message_progress.html", shown)
    return render(request, "orgs/message_detail.html", shown)


def _check(request: ActingRequest, message: Message, status: int = 200) -> HttpResponse:
    actor = request.actor
    shown: dict[str, object] = {"message": message, "no_texts": message.channel == "sms" and not texts_available()}
    try:
        shown["audience"] = audience_of(actor, message)
        shown["some_unseen"] = message.segment is not None and closed_groups(actor).exists()
        person = example_of(actor, message)
    except InvalidRules as problem:
        shown |= {"broken": True, "unseen": isinstance(problem, UnseenField)}
        return render(request, "orgs/message_check.html", shown, status=status)
    if person is not None:
        organization = acting_organization(actor)
        shown |= {"person": person, "letter": letter_for(actor, message, organization, Addressee(person, 0), None)}
    return render(request, "orgs/message_check.html", shown, status=status)


@login_required
@require_POST
def message_send(request: ActingRequest, message_id: int) -> HttpResponse:
    """Send the draft on its way."""
    problems = {
        "nobody": _("It would reach nobody now. See below why, and what would change it."),
        "not_draft": _("This message is on its way already."),
    }
    return _step(request, message_id, send_message, "", problems)


@login_required
@require_POST
def message_pause(request: ActingRequest, message_id: int) -> HttpResponse:
    """Stop for now."""
    return _step(request, message_id, pause_message, _("Paused. Nobody else gets it until you go on."), _over())


@login_required
@require_POST
def message_resume(request: ActingRequest, message_id: int) -> HttpResponse:
    """Go on."""
    return _step(request, message_id, resume_message, _("It goes on."), _over())


@login_required
@require_POST
def message_cancel(request: ActingRequest, message_id: int) -> HttpResponse:
    """End it for good."""
    return _step(request, message_id, cancel_message, _("Ended. Whoever still waited gets nothing."), _over())


@login_required
@require_POST
def message_delete(request: ActingRequest, message_id: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        delete_draft(actor=request.actor, now=timezone.now(), message_id=message_id)
    except MessageRefused:
        messages.error(request, _("This message is on its way already. It stays in the list."))
        return redirect("orgs:message-detail", message_id)
    messages.success(request, _("The draft is gone."))
    return redirect("orgs:message-list")


def _step(
    request: ActingRequest, message_id: int, step: Callable[..., Message], done: str, problems: dict[str, str]
) -> HttpResponse:
    try:
        step(actor=request.actor, now=timezone.now(), message_id=message_id)
    except MessageRefused as refused:
        messages.error(request, problems[refused.code])
    except UnseenField as problem:
        messages.error(request, str(problem))
    except InvalidRules:
        messages.error(request, _("The segment's rules no longer work. Mend the segment, then send."))
    else:
        if done:
            messages.success(request, done)
    return redirect("orgs:message-detail", message_id)


def _over() -> dict[str, str]:
    return {"over": _("It is not on its way any more; nothing changed.")}


def _writer(request: ActingRequest) -> Actor:
    if not policies.can_write_messages(request.actor):
        raise PermissionDenied
    return request.actor


def _number(request: ActingRequest, name: str) -> int | None:
    value = request.POST.get(name) or request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else None
