"""Ending a request with an answer or a refusal, and sending the letter."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor
from coalition.platform.texts import send_text
from consent.requests import policies
from consent.requests.actions.approvals import NotNow, locked_request, put_letter, subjects_of
from consent.requests.actions.filing import note_step
from consent.requests.models import DataRequest
from consent.requests.queries.letters import draft, text_message
from consent.requests.queries.parts import mailbox_of, opened_point, reply_to
from consent.requests.queries.queue import is_corrected, steps_of
from consent.requests.rules.words import REFUSALS
from orgs.queries.members import acting_organization

State = DataRequest.State


def answer_request(*, actor: Actor, now: datetime, request_id: int, letter: str, by_mail: bool) -> DataRequest:
    """End a request with this letter: mailed to the proven address, or printed and sent by post.

    Where a number was proven and no address, ``by_mail`` is a text with the link to where the answer stands.

    An erasure is answered by its approval. Raises PermissionDenied, Http404, NotNow: ``state``, ``identity``,
    ``people`` and ``correction`` as ``must_be_ready``, ``letter`` when it is empty, ``address`` when there is none,
    ``paper`` for the mail when everything that is held stands in the letter.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if request.state != State.OPEN or request.kind == DataRequest.Kind.ERASE:
            raise NotNow("state")
        if not policies.can_disclose(actor, request):
            raise NotNow("identity")
        must_be_ready(actor, request)
        if request.letter_state == "paper":
            _record("consent.request.exported", actor, request)
        _finish(actor, now, request, letter, by_mail, State.ANSWERED)
        note_step(actor, request, "answered")
        _record("consent.request.answered", actor, request)
    return request


def refuse_request(
    *, actor: Actor, now: datetime, request_id: int, reason: str, letter: str, by_mail: bool
) -> DataRequest:
    """End a request with a legal reason, and a letter that names it and where to complain.

    Raises PermissionDenied, Http404, NotNow as ``answer_request``, and ``reason`` for one that is not in the list.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if reason not in REFUSALS:
            raise NotNow("reason")
        if request.state != State.OPEN:
            raise NotNow("state")
        request.refused_because = reason
        _finish(actor, now, request, letter, by_mail, State.REFUSED)
        note_step(actor, request, "refused")
        _record("consent.request.refused", actor, request, reason=reason)
    return request


def send_letter(*, actor: Actor, now: datetime, request_id: int) -> bool:
    """Mail a queued letter to the person, or text them where the answer stands; whether it went now.

    The job's action: a second run finds it sent.

    It answers the person's own request, so no consent is asked. Raises PermissionDenied, Http404.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        point = reply_to(actor, request) if request.letter_state == "queued" else None
        if point is None:
            return False
        request.letter_state = "mailed"
        request.save(update_fields=["letter_state"])
        note_step(actor, request, "mailed" if point.kind == "email" else "texted")
        _record("consent.request.mailed", actor, request)
        if point.kind == "email":
            _mail(actor, request, opened_point(actor, point), request.words.letter)
        else:
            send_text(opened_point(actor, point), text_message(actor, request))
    return True


def send_extension(*, actor: Actor, now: datetime, request_id: int) -> bool:
    """Mail to the person why it takes longer, and until when; whether it went now. The job's action.

    Nothing is sent a second time, nor after the answer. Raises PermissionDenied, Http404.
    """
    if actor.role != "system":
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        told = not request.is_open or steps_of(actor, request).filter(step="told").exists()
        address = opened_point(actor, mailbox_of(actor, request)) if request.extended_because and not told else ""
        if not address:
            return False
        note_step(actor, request, "told")
        _record("consent.request.mailed", actor, request)
        _mail(actor, request, address, draft(actor, request, later=request.extended_because))
    return True


def must_be_ready(actor: Actor, request: DataRequest) -> None:
    """Raise NotNow while an answer would be empty or untrue.

    ``people``: nobody said whose data it is. ``correction``: what was to be corrected has not been.
    """
    if request.asks_for_data and not request.people:
        raise NotNow("people")
    if request.words.wanted and not is_corrected(actor, request):
        raise NotNow("correction")


def _finish(actor: Actor, now: datetime, request: DataRequest, letter: str, by_mail: bool, state: str) -> None:
    if not letter.strip():
        raise NotNow("letter")
    if by_mail and reply_to(actor, request) is None:
        raise NotNow("address")
    if by_mail and request.letter_state == "paper":
        raise NotNow("paper")
    put_letter(actor, request, letter, "queued" if by_mail else "posted")
    request.state, request.finished_at = state, now
    request.save(update_fields=["sealed", "letter_state", "state", "finished_at", "refused_because"])
    if by_mail:
        defer("consent.request.send_letter", organization_id=request.organization_id, request_id=request.pk)
    else:
        note_step(actor, request, "posted")


def _mail(actor: Actor, request: DataRequest, address: str, text: str) -> None:
    with translation.override(request.language):
        named = {"name": acting_organization(actor).name, "reference": request.reference}
        title = _("%(name)s: your request %(reference)s") % named
    EmailMessage(title, text, to=[address]).send()


def _record(verb: str, actor: Actor, request: DataRequest, **detail: str) -> None:
    record(
        verb,
        actor=actor,
        object_type="request",
        object_ref=request.reference,
        subjects=subjects_of(actor, request),
        detail={"kind": request.kind, **detail},
    )
