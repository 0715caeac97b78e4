"""An erasure needs four eyes: one member proposes, another approves, then the job runs."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from audit.log.actions import record
from coalition.platform.jobs import defer
from coalition.platform.tenancy import Actor, owned
from consent.requests import policies
from consent.requests.actions.filing import note_step
from consent.requests.models import DataRequest, Erasure
from consent.requests.queries.letters import draft
from consent.requests.queries.parts import reply_to
from consent.requests.queries.queue import find_request, other_admins_of
from consent.requests.queries.words import opened, sealed
from orgs.queries.people import contact_points

State = DataRequest.State


class NotNow(ValueError):
    """The request is not in a state for this; the code says why: ``people``, ``identity``, ``state``, ``waits``."""


def propose_erasure(*, actor: Actor, now: datetime, request_id: int) -> Erasure:
    """Propose to delete everything held of the person. Raises PermissionDenied, Http404, NotNow."""
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if request.kind != DataRequest.Kind.ERASE or request.state != State.OPEN:
            raise NotNow("state")
        if not policies.can_disclose(actor, request):
            raise NotNow("identity")
        if not request.people:
            raise NotNow("people")
        erasure = Erasure.objects.create(
            organization_id=request.organization_id,
            request=request,
            reference=secrets.token_hex(16),
            proposed_by_id=actor.user_id,
            proposed_at=now,
        )
        set_state(actor, request, State.PROPOSED)
        note_step(actor, request, "proposed")
        _record("consent.erasure.proposed", actor, request)
    return erasure


def cancel_erasure(*, actor: Actor, now: datetime, request_id: int) -> None:
    """Take a proposal back, while nobody approved it. Raises PermissionDenied, Http404, NotNow."""
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if request.state != State.PROPOSED:
            raise NotNow("state")
        owned(Erasure.objects.all(), actor).filter(request=request, approved_at=None).delete()
        set_state(actor, request, State.OPEN)
        note_step(actor, request, "cancelled")
        _record("consent.erasure.cancelled", actor, request)


def approve_erasure(*, actor: Actor, now: datetime, request_id: int) -> Erasure:
    """Approve what another member proposed (alone: one's own, a day later), and queue the deletion.

    The person is told first, as their address goes with the rest. Raises PermissionDenied (also for the proposer),
    Http404, and NotNow ``state`` or, while a single administrator must wait, ``waits``.
    """
    if not policies.can_handle_requests(actor):
        raise PermissionDenied
    with transaction.atomic():
        request = locked_request(actor, request_id)
        if request.state != State.PROPOSED:
            raise NotNow("state")
        erasure = owned(Erasure.objects.all(), actor).select_for_update().get(request=request)
        others = other_admins_of(actor).exists()
        if not policies.can_approve_erasure(actor, erasure, now=now, other_admins=others):
            if actor.user_id == erasure.proposed_by_id and not others:
                raise NotNow("waits")
            raise PermissionDenied
        erasure.approved_by_id, erasure.approved_at = actor.user_id, now
        erasure.save(update_fields=["approved_by", "approved_at"])
        proof = settings.BASE_URL + reverse("requests:certificate", args=[erasure.reference])
        put_letter(actor, request, draft(actor, request, proof=proof), request.letter_state)
        if reply_to(actor, request) is not None:
            request.letter_state = "queued"
        request.save(update_fields=["sealed", "letter_state"])
        set_state(actor, request, State.ERASING)
        note_step(actor, request, "approved")
        _record("consent.erasure.approved", actor, request)
        defer("consent.erasure.run", organization_id=request.organization_id, erasure_id=erasure.pk)
    return erasure


def approval_from(erasure: Erasure) -> datetime:
    """When a single administrator may approve their own proposal."""
    waits: timedelta = policies.ALONE_WAITS
    return erasure.proposed_at + waits


def put_letter(actor: Actor, request: DataRequest, letter: str, state: str) -> None:
    """Give the request its letter; whoever calls saves ``sealed`` and ``letter_state``."""
    request.words, request.letter_state = replace(request.words, letter=letter), state
    request.sealed = sealed(actor, request, request.words)


def locked_request(actor: Actor, request_id: int) -> DataRequest:
    """The request, opened and locked until the transaction ends. Raises Http404."""
    found = find_request(actor, request_id)
    return opened(actor, owned(DataRequest.objects.all(), actor).select_for_update().get(pk=found.pk))


def set_state(actor: Actor, request: DataRequest, state: str) -> None:
    """Write the request's state."""
    request.state = state
    owned(DataRequest.objects.all(), actor).filter(pk=request.pk).update(state=state)


def subjects_of(actor: Actor, request: DataRequest) -> list[int]:
    """The consent subjects of the people whom the request is about."""
    return sorted({point.subject_id for person in request.people for point in contact_points(actor, person)})


def _record(verb: str, actor: Actor, request: DataRequest) -> None:
    record(
        verb,
        actor=actor,
        object_type="request",
        object_ref=request.reference,
        subjects=subjects_of(actor, request),
    )
